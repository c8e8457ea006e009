import type { LadderState } from '../link/ladder.ts';
import { isStale } from '../link/staleness.ts';
import type { ConnectionState } from './model.ts';

/** What the connection's state is worked out from. Times in ms by the page's clock. */
export interface ConnectionFacts extends Omit<ConnectionState, 'phase' | 'retryAtMs' | 'reason'> {
  readonly ladder: LadderState;
  readonly nowMs: number;
  /** Since when samples are owed: the connection, or the last change of what is asked for. */
  readonly owedSinceMs: number;
  /** Time between two samples; `null` where none are to come. */
  readonly periodMs: number | null;
}

/** The state that the badge shows: where the ladder stands, unless it stands and nothing comes. */
export function connectionState(facts: ConnectionFacts): ConnectionState {
  const { ladder, nowMs, owedSinceMs, periodMs, ...rest } = facts;
  const connected = ladder.phase === 'live' || ladder.phase === 'poll';
  const sinceMs = nowMs - Math.max(rest.lastSampleAtMs ?? 0, owedSinceMs);
  const phase = connected && isStale(sinceMs, periodMs) ? 'stale' : ladder.phase;
  return { phase, retryAtMs: ladder.retryAtMs, reason: ladder.reason ?? null, ...rest };
}

/** True where time goes on without numbers, which the charts show. */
export function isCutOff({ phase }: Pick<ConnectionState, 'phase'>): boolean {
  return phase === 'retrying' || phase === 'stale';
}
