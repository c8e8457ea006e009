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

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = count(ms % large, small);
  return rest === '0' ? `${count(ms, large)} ${largeName}` : `${count(ms, large)} ${largeName} ${rest} ${smallName}`;
}

function count(ms: number, unit: number): string {
  return String(Math.floor(ms / unit));
}
