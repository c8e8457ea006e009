import type { RawData, WebSocket } from 'ws';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { CommandContext, CommandTable } from './command.ts';
import { dispatch } from './dispatch.ts';
import { createRateLimit } from './rate-limit.ts';

/** Time between pings, and the silence after which the other side counts as gone. */
const pingEveryMs = 30_000;
const deadAfterMs = 60_000;

/** Close code of RFC 6455 for too many messages; `ws` itself sends 1009 for oversized frames. */
const policyViolation = 1008;

/** Runs the commands that arrive on one WebSocket until it closes: in order, but for those that change nothing. */
export function serveChannel(
  socket: WebSocket,
  context: CommandContext,
  table: CommandTable,
  clock: Clock,
  log: Log,
): void {
  const allow = createRateLimit(clock, limits.messages.perSecond, limits.messages.burst);
  let lastHeardMs = clock.monotonicMs();
  let cancelPing: Cancel = () => undefined;
  let queue = Promise.resolve();

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
    if (!allow()) socket.close(policyViolation, 'too many messages');
    else queue = Promise.all([queue, answer(toText(data), queue)]).then(() => undefined);
  });
  socket.on('pong', heard);
  socket.on('close', () => {
    cancelPing();
  });
  // ws closes the socket by itself after an error (an oversized or malformed frame); there is nothing left to do.
  socket.on('error', () => {
    cancelPing();
  });
  watch();
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
