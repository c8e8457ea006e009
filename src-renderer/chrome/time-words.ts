const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A stretch of time in its two largest units, to the second: `34 s`, `2 min 5 s`, `4 h 12 min`. Negative counts as 0. */
export function durationWords(ms: number): string {
  const whole = Math.max(0, Math.round(ms / secondMs) * secondMs);
  if (whole < minuteMs) return `${count(whole, secondMs)} s`;
  if (whole < hourMs) return two(whole, minuteMs, 'min', secondMs, 's');
  if (whole < dayMs) return two(whole, hourMs, 'h', minuteMs, 'min');
  return two(whole, dayMs, 'd', hourMs, 'h');
}

/** The same without seconds, for what stands on the page all the time: `under a minute`, `56 min`, `12 d 4 h`. */
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

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = count(ms % large, small);
  return rest === '0' ? `${count(ms, large)} ${largeName}` : `${count(ms, large)} ${largeName} ${rest} ${smallName}`;
}

function count(ms: number, unit: number): string {
  return String(Math.floor(ms / unit));
}
