import { dayText } from '../charts/calendar.ts';
import { clockMinutes, clockSeconds } from '../charts/time-axis.ts';
import type { TimeSpan } from '../state/time-range.ts';

/** Below this length the ends are told to the second. */
const secondsBelowMs = 600_000;

/** A stretch in words: `Fri 20 Nov 14:32 to 16:02`, with the second day where there is one. */
export function rangeWords({ startMs, endMs }: TimeSpan): string {
  const clock = endMs - startMs < secondsBelowMs ? clockSeconds : clockMinutes;
  const from = dayText(startMs, 'full');
  const to = dayText(endMs, 'full');
  return `${from} ${clock(startMs)} to ${from === to ? '' : `${to} `}${clock(endMs)}`;
}
