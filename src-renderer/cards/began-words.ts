import { dayText } from '../charts/calendar.ts';
import { clockMinutes } from '../charts/time-axis.ts';
import { windowWords } from '../chrome/time-words.ts';
import type { Dashboard } from '../state/model.ts';

/** The sentence about a window that begins before the history; `null` where it does not. */
export function beganWords({ range, past }: Pick<Dashboard, 'range' | 'past'>): string | null {
  const { beganMs } = past;
  // A bucket's length: the first of them is not missing.
  const slackMs = (range.endMs - range.startMs) / 100;
  if (beganMs === null || range.startMs >= beganMs - slackMs) return null;
  if (beganMs >= range.endMs) return `History began at ${moment(beganMs, range.endMs)}, after this range.`;
  const began = `History began at ${moment(beganMs, range.endMs)}.`;
  if (!range.live) return began;
  const lengthMs = range.endMs - range.startMs;
  return `${began} ${windowWords(lengthMs)} will be full at ${moment(beganMs + lengthMs, range.endMs)}.`;
}

function moment(ms: number, nowMs: number): string {
  const isToday = new Date(ms).toDateString() === new Date(nowMs).toDateString();
  return isToday ? `${clockMinutes(ms)} today` : `${clockMinutes(ms)} on ${dayText(ms, 'full')}`;
}
