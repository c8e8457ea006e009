import type { Role } from '../../src-shared/protocol/events.ts';
import type { Principal } from '../access/principal.ts';

/** Who sent a command, and for which viewer. */
export interface CommandContext {
  readonly principal: Principal;
  /** Secret viewer id from the channel's address or the body; `undefined` where none was given. */
  readonly viewer: string | undefined;
  /** Tells the pages of one session apart: the channel, or the viewer named in a POST; `null` where none was named. */
  readonly connection: string | null;
  /** Id of the request that sent it, or that opened the channel. Left out where a test needs none. */
  readonly requestId?: string;
  /** False once the sender has lost their session or their role: what still waits for its turn is not carried out. */
  readonly isCurrent: () => boolean;
}

/** One command of the protocol, the same for WebSocket and POST. */
export interface CommandHandler {
  /** Lowest role that may send it. */
  readonly role: Role;
  /** True for one that changes nothing: on a channel it is run at once, beside those that came before it. */
  readonly isAside?: boolean;
  /** False for one that changes nothing that others see: it leaves no line in the audit log. Default true. */
  readonly isAudited?: boolean;
  /**
   * Carries it out. `input` is the whole command as it arrived; the handler parses what it needs of it.
   * @throws Fault with the code of the refusal
   */
  run(input: Readonly<Record<string, unknown>>, context: CommandContext): Promise<Result> | Result;
}

/** What goes into the reply. */
export type Result = Readonly<Record<string, unknown>>;

/** All commands by their `type`. */
export type CommandTable = ReadonlyMap<string, CommandHandler>;
