import type { Socket } from 'node:net';
import { Fault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits/limits.ts';
import { endWith, refusalText } from '../raw-refusal.ts';

/** Refused connections that are told why at the same time; of a flood the others are cut at once. */
const mostTold = 64;
/** Seconds after which it is worth to try again. */
const retryAfter = { 'Retry-After': '10' };

/** Prepared, because refusing must cost next to nothing. */
const answers = {
  maxConnections: refusalText(
    new Fault('too_many_connections', 'This server has as many connections as it may have; try again later.'),
    retryAfter,
  ),
  maxConnectionsPerAddress: refusalText(
    new Fault('too_many_connections', 'Your address has as many connections here as it may have; close some.'),
    retryAfter,
  ),
};

/**
 * Lets connections in as the limits say, before anything is read from them.
 * @param isSecure whoever waits for TLS could not read an answer
 */
export function createConnectionGate(
  { connections, refusals }: Limits,
  clock: Clock,
  isSecure: boolean,
): (socket: Socket) => boolean {
  let told = 0;
  return (socket) => {
    const { remoteAddress } = socket;
    const entered = connections.enter(remoteAddress);
    if ('leave' in entered) {
      socket.once('close', entered.leave);
      return true;
    }
    refusals.count(entered.met, remoteAddress);
    if (isSecure || told >= mostTold) {
      socket.destroy();
      return false;
    }
    told += 1;
    socket.once('close', () => {
      told -= 1;
    });
    endWith(socket, answers[entered.met], clock);
    return false;
  };
}
