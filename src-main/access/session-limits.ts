import { Fault } from '../../src-shared/fault.ts';
import type { Session } from './session.ts';

/** Sessions that are kept at the most. */
const mostSessions = 256;
/** A session that was not used for so long is forgotten, ms. */
const unusedMs = 90 * 86_400_000;

/** True for a session that nobody has used for 90 days. */
export function isForgotten({ lastSeenAt }: Session, nowMs: number): boolean {
  return nowMs - lastSeenAt > unusedMs;
}

/**
 * The session that gives way to a new one, `null` while there is room: of those that do not watch the one not seen for the
 * longest, and first of all one that was paired on this machine, for that is done again in a moment.
 * @throws Fault `too_many` where all of them watch
 */
export function givesWay(sessions: readonly Session[], isWatching: (session: Session) => boolean): Session | null {
  if (sessions.length < mostSessions) return null;
  const idle = sessions.filter((one) => !isWatching(one)).sort((a, b) => a.lastSeenAt - b.lastSeenAt);
  const next = idle.find(({ kind }) => kind === 'local') ?? idle[0];
  if (next !== undefined) return next;
  throw new Fault('too_many', `${String(mostSessions)} devices are watching; remove one of them first.`);
}
