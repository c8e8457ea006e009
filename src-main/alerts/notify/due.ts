import { isFiring, type AlertEvent, type LoggedState } from '../../../src-shared/protocol/alerts.ts';
import type { NotifyTarget } from '../../../src-shared/protocol/notify.ts';

const rank: Record<LoggedState, number> = { unknown: 0, ok: 0, warn: 1, critical: 2 };

/**
 * True for a transition that a target is to hear of: what fires at its level or above, and the end or easing of what it
 * was told before. What is unknown, and what ends because somebody changed a rule, is no news to be woken for.
 * @param told whether the target knows that this one fires
 */
export function isDue(event: AlertEvent, target: NotifyTarget, told: boolean): boolean {
  if (event.update !== undefined || event.state === 'unknown') return false;
  if (isFiring(event.state) && rank[event.state] >= rank[target.minimum]) return true;
  return told && event.reason === 'level';
}
