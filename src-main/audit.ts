import type { Logger } from 'pino';
import type { FaultCode } from '../src-shared/fault.ts';
import type { Role } from '../src-shared/protocol/events.ts';
import type { Clock } from './clock.ts';
import { createRateLimit } from './limits/rate-limit.ts';

/** Whoever did something, as `Principal` names them: `owner` is `window`, `loopback`, or a kind and the session's public id. */
interface Actor {
  readonly role: Role;
  readonly owner: string;
}

/** Something that somebody changed, or tried to. */
export interface AuditEntry {
  /** Name of what was done: that of a command, or `pair`, `pairing`, `sharing`, `unpair`, ... */
  readonly what: string;
  /** `null` for somebody without a session. */
  readonly by: Actor | null;
  readonly outcome: 'ok' | FaultCode;
  /** Id of the request, as its answer carries it; left out where no request led to it. */
  readonly request?: string | null | undefined;
  /** What it was done to, in few words. Never a code, a token, a viewer id, an address of a webhook. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** Writes one line. */
export type Audit = (entry: AuditEntry) => void;

/** Refused attempts that are written: at once, and then per second; who hammers at the door must not fill the disk. */
const refusals = { burst: 50, perSecond: 0.1 };

/** Longest text of a detail. */
const detailLength = 256;

/**
 * Makes the audit log: a line for each change and each refused attempt, whatever the level of the other lines. Of many
 * refusals the next line that is written says in `omitted` how many were not.
 */
export function createAudit(log: Pick<Logger, 'info'>, clock: Clock): Audit {
  const allow = createRateLimit(clock, refusals.perSecond, refusals.burst);
  let omitted = 0;
  return ({ what, by, outcome, request = null, detail }) => {
    if (outcome !== 'ok' && !allow()) {
      omitted += 1;
      return;
    }
    const line = {
      audit: what,
      ...actor(by),
      request,
      outcome,
      ...(detail === undefined ? {} : { detail: shortened(detail) }),
      ...(omitted === 0 ? {} : { omitted }),
    };
    omitted = 0;
    log.info(line);
  };
}

/** The kind of whoever did it, their role, and the public id of their session where they have one. */
export function actor(by: Actor | null): { by: string; role: Role | null; session: string | null } {
  if (by === null) return { by: 'nobody', role: null, session: null };
  const [kind = '', ...id] = by.owner.split(':');
  return { by: kind, role: by.role, session: id.length === 0 ? null : id.join(':') };
}

function shortened(detail: NonNullable<AuditEntry['detail']>): AuditEntry['detail'] {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, detailLength) : value,
    ]),
  );
}
