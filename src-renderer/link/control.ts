import type { Fault } from '../../src-shared/fault.ts';
import { createBackoff } from './backoff.ts';
import type { PageClock } from './page-clock.ts';
import type { PostCommand } from './post-command.ts';
import { readJson } from './read-json.ts';
import { createTimer, type Timer } from './timer.ts';
import type { ControlSocket, OpenSocket } from './web-socket.ts';
import { parseAnswer } from './wire-fault.ts';

/** A command as it is called: its name and its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** Result of a command, the Fault it was refused with, or `null` where the server could not be reached. */
export type Outcome = Fields | Fault | null;

/** Parts of the control channel. */
export interface ControlParts {
  readonly clock: PageClock;
  readonly random: () => number;
  /** Id of the viewer that commands are about; a socket names the one it was opened with. */
  readonly viewer: () => string;
  readonly openSocket: OpenSocket;
  readonly post: PostCommand;
  /** Told how commands travel from now on. */
  readonly onKind: (kind: 'ws' | 'post') => void;
}

/** Sends commands over a WebSocket while one is open, and by POST while not. */
export interface Control {
  /**
   * @param isWorthRepeating false for what is of no use late: where a socket took it and closes without an answer, it is not
   * posted. Default: true
   */
  readonly send: (type: string, fields: Fields, isWorthRepeating?: boolean) => Promise<Outcome>;
  /** The server can be reached: a socket is tried, quietly and again and again. */
  up(): void;
  /** The server cannot be reached, so there is no point in trying. */
  down(): void;
}

/** A socket that is not open after so long is blocked. */
export const openLimitMs = 5_000;

/** A command that a socket has not answered after so long goes by POST, and the socket counts as dead. */
export const replyLimitMs = 5_000;

/** Tries for a socket: a network that blocks WebSocket is not worth many. */
const socketRange = { minMs: 5_000, maxMs: 300_000 };

interface Waiting {
  readonly settle: (outcome: Outcome | 'lost') => void;
  readonly timer: Timer;
}

/** Makes a control channel that is down. */
export function createControl({ clock, random, viewer, openSocket, post, onKind }: ControlParts): Control {
  const backoff = createBackoff(random, socketRange);
  const openTimer = createTimer(clock);
  const retryTimer = createTimer(clock);
  const waiting = new Map<string, Waiting>();
  let socket: ControlSocket | null = null;
  let socketViewer: string | null = null;
  let open = false;
  let wanted = false;
  let count = 0;

  const lose = () => {
    openTimer.clear();
    socket?.close();
    socket = null;
    if (open) onKind('post');
    open = false;
    for (const { settle } of [...waiting.values()]) settle('lost');
  };
  const loseAndRetry = () => {
    lose();
    if (wanted) retryTimer.set(backoff.next(), connect);
  };
  const connect = () => {
    retryTimer.clear();
    openTimer.set(openLimitMs, loseAndRetry);
    socketViewer = viewer();
    socket = openSocket({
      opened() {
        openTimer.clear();
        open = true;
        onKind('ws');
      },
      message(text) {
        const answer = parseAnswer(readJson(text));
        const replyTo = answer?.replyTo ?? null;
        if (answer === null || replyTo === null) return;
        // Only a socket that answers is proof that the way is free.
        backoff.reset();
        waiting.get(replyTo)?.settle(answer.result);
      },
      closed: loseAndRetry,
    });
  };
  const bySocket = (through: ControlSocket, command: Fields & { readonly id: string }) =>
    new Promise<Outcome | 'lost'>((resolve) => {
      const timer = createTimer(clock);
      waiting.set(command.id, {
        timer,
        settle: (outcome) => {
          timer.clear();
          waiting.delete(command.id);
          resolve(outcome);
        },
      });
      timer.set(replyLimitMs, loseAndRetry);
      through.send(JSON.stringify(command));
    });

  return {
    async send(type, fields, isWorthRepeating = true) {
      count += 1;
      const command = { ...fields, id: `c${String(count)}`, type };
      if (socket !== null && open) {
        const outcome = await bySocket(socket, command);
        if (outcome !== 'lost') return outcome;
        if (!isWorthRepeating) return null;
      }
      return parseAnswer(await post({ ...command, viewer: viewer() }))?.result ?? null;
    },
    up() {
      wanted = true;
      if (socket !== null && socketViewer !== viewer()) lose();
      if (socket === null && !retryTimer.pending) connect();
    },
    down() {
      wanted = false;
      retryTimer.clear();
      lose();
    },
  };
}
