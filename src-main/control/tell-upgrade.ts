import type { Fault } from '../../src-shared/fault.ts';
import type { Principal } from '../access/principal.ts';
import { actor } from '../audit.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** Tells the log how a handshake ended: `ok`, or why it was refused. */
type Tell = (principal: Principal | null, outcome: 'ok' | Fault) => void;

/**
 * Writes the line of one handshake at level `debug`, and one in the audit log where it was refused: a channel is asked
 * for by whoever wants to change something.
 */
export function tellUpgrade(log: Log, clock: Clock, request: string): Tell {
  const startedMs = clock.monotonicMs();
  return (principal, outcome) => {
    const status = outcome === 'ok' ? 101 : outcome.status;
    const { by, role } = actor(principal);
    const ms = Math.round(clock.monotonicMs() - startedMs);
    log.debug({ request, method: 'GET', path: '/api/v1/control', status, ms, by, role }, 'upgrade');
    if (outcome === 'ok') return;
    if (outcome.code === 'internal') log.error({ request, err: outcome }, 'an upgrade failed');
    log.audit({ what: 'control', by: principal, outcome: outcome.code, request });
  };
}
