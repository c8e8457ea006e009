import type { RawData, WebSocket } from 'ws';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { CommandContext, CommandTable } from './command.ts';
import { dispatch } from './dispatch.ts';
import { createRateLimit } from '../limits/rate-limit.ts';

/** Time between pings, and the silence after which the other side counts as gone. */
const pingEveryMs = 30_000;
const deadAfterMs = 60_000;

/** Close code of RFC 6455 for too many messages; `ws` itself sends 1009 for oversized frames. */
const policyViolation = 1008;

/** What `ws` calls a message that is too large, and one in too many pieces. */
const tooLarge: ReadonlySet<string> = new Set(['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'WS_ERR_TOO_MANY_BUFFERED_PARTS']);

/** A channel at work. */
export interface ServedChannel {
  /** Resolves when all that has come in until now is answered; `null` where nothing waits for an answer. */
  answered(): Promise<void> | null;
}

/** Runs the commands that arrive on one WebSocket until it closes: in order, but for those that change nothing. `onTooLarge` is called
 * where a message was too large, or came in too many pieces. */
export function serveChannel(
  socket: WebSocket,
  context: CommandContext,
  table: CommandTable,
  clock: Clock,
  log: Log,
  onTooLarge: () => void = () => undefined,
): ServedChannel {
  const allow = createRateLimit(clock, limits.messages.perSecond, limits.messages.burst);
  let lastHeardMs = clock.monotonicMs();
  let cancelPing: Cancel = () => undefined;
  let queue = Promise.resolve();
  let unanswered = 0;

  const watch = () => {
    cancelPing = clock.after(pingEveryMs, () => {
      if (clock.monotonicMs() - lastHeardMs >= deadAfterMs) {
        socket.terminate();
        return;
      }
      socket.ping();
      watch();
    });
  };
  const heard = () => {
    lastHeardMs = clock.monotonicMs();
  };
  const answer = async (text: string, before: Promise<void>) => {
    const { reply } = await dispatch(table, text, context, log, before);
    if (socket.readyState !== socket.OPEN) return;
    // Whoever sends and never reads would make the server keep every answer.
    if (socket.bufferedAmount > limits.backlogBytes) socket.terminate();
    else socket.send(JSON.stringify(reply));
  };

  socket.on('message', (data) => {
    heard();
    if (!allow()) {
      socket.close(policyViolation, 'too many messages');
      return;
    }
    unanswered += 1;
    queue = Promise.all([queue, answer(toText(data), queue)]).then(() => {
      unanswered -= 1;
    });
  });
  socket.on('pong', heard);
  socket.on('close', () => {
    cancelPing();
  });
  // ws closes the socket by itself after an error (an oversized or malformed frame); there is nothing left to do.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    cancelPing();
    if (tooLarge.has(error.code ?? '')) onTooLarge();
  });
  watch();
  return { answered: () => (unanswered === 0 ? null : queue) };
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
