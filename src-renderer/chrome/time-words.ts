import { durationWords } from '../../src-shared/duration-words.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** A stretch of time without seconds, for what stands on the page all the time: `under a minute`, `56 min`, `12 d 4 h`. */
export function calmDurationWords(ms: number): string {
  return ms < minuteMs ? 'under a minute' : durationWords(Math.floor(ms / minuteMs) * minuteMs);
}

/** An interval as it is set: `500 ms`, `1 s`, `1.5 s`, `60 s`. */
export function intervalWords(ms: number): string {
  return ms < secondMs ? `${String(ms)} ms` : `${String(ms / secondMs)} s`;
}

/** Seconds until a moment, rounded; 0 for one that is past. */
export function secondsUntil(atMs: number, nowMs: number): number {
  return Math.max(0, Math.round((atMs - nowMs) / secondMs));
}

/** A time of day with seconds, in the reader's way of writing it. */
export function clockWords(ms: number): string {
  return new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

const windowUnits = [
  { ms: 86_400_000, short: 'd', one: 'day', many: 'days' },
  { ms: 3_600_000, short: 'h', one: 'hour', many: 'hours' },
  { ms: minuteMs, short: 'm', one: 'minute', many: 'minutes' },
] as const;

/** The largest unit that a window counts in; a day is told in hours, as people say it. */
function windowUnit(ms: number): (typeof windowUnits)[number] {
  return windowUnits.find((unit) => ms >= unit.ms && (unit.short !== 'd' || ms > unit.ms)) ?? windowUnits[2];
}

/** A window on its button: `15 m`, `24 h`, `7 d`. */
export function shortWindow(ms: number): string {
  const unit = windowUnit(ms);
  return `${String(ms / unit.ms)} ${unit.short}`;
}

/** A window in words: `15 minutes`, `1 hour`, `7 days`. */
export function windowWords(ms: number): string {
  const unit = windowUnit(ms);
  const count = ms / unit.ms;
  return `${String(count)} ${count === 1 ? unit.one : unit.many}`;
}
