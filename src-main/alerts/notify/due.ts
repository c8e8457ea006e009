import { isFiring } from '../../../src-shared/protocol/alerts.ts';
import type { NotifyTarget } from '../../../src-shared/protocol/notify.ts';
import { rank, type News } from './news.ts';

/**
 * True for news that a target is to hear:
 * - what fires at its level or above;
 * - what fired at its level or above and was over, or lost its data, before the message went out; not where somebody ended
 *   it by changing the rule, which is what tuning looks like;
 * - the easing and the end of what it was told, however it ended. Lost data is no end: it is told what comes after.
 * @param told whether the target knows that this one fires
 */
export function isDue({ state, reason, was, update }: News, { minimum }: NotifyTarget, told: boolean): boolean {
  if (update !== undefined) return false;
  if (isFiring(state) && rank[state] >= rank[minimum]) return true;
  if (told) return state !== 'unknown';
  return was !== undefined && rank[was.state] >= rank[minimum] && reason !== 'rule';
}
