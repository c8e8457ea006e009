import { clockMinutes, clockSeconds } from './time-axis.ts';

/** Up to this length the seconds matter. */
const secondsSpanMs = 15 * 60_000;

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** A local day, `Fri 20 Nov`; one of another year than `nowMs` is `20 Nov 2024`. */
export function dayWords(ms: number, nowMs: number): string {
  const at = new Date(ms);
  const format = at.getFullYear() === new Date(nowMs).getFullYear() ? day : dayOfYear;
  return format.format(at).replaceAll(',', '');
}

/** A range in local time: `Fri 20 Nov 14:32 to Sat 21 Nov 14:32`, `Sat 21 Nov 14:27:10 to 14:32:10`. */
export function rangeWords(startMs: number, endMs: number, nowMs: number): string {
  const clock = endMs - startMs <= secondsSpanMs ? clockSeconds : clockMinutes;
  const sameDay = new Date(startMs).toDateString() === new Date(endMs).toDateString();
  const to = sameDay ? clock(endMs) : `${dayWords(endMs, nowMs)} ${clock(endMs)}`;
  return `${dayWords(startMs, nowMs)} ${clock(startMs)} to ${to}`;
}

/** A moment in local time: `03:12:47` of today, `Fri 20 Nov 03:12:47` of another day. */
export function momentWords(ms: number, nowMs: number): string {
  const today = new Date(ms).toDateString() === new Date(nowMs).toDateString();
  return today ? clockSeconds(ms) : `${dayWords(ms, nowMs)} ${clockSeconds(ms)}`;
}
