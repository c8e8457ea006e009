const second = 1000;
const minute = 60 * second;
const steps = [
  5 * second,
  10 * second,
  15 * second,
  20 * second,
  30 * second,
  minute,
  2 * minute,
  3 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  60 * minute,
];

/** A label of the time axis. */
export interface TimeTick {
  readonly ms: number;
  readonly text: string;
}

/** Width a label needs, with the room beside it, at 11 px. */
const labelPx = { minutes: 44, seconds: 66 };

/** Up to this span the axis counts in seconds. */
const secondsSpan = 2 * minute;

/** Clock times at even steps, as many as fit into `widthPx`; a window of a minute has seconds. */
export function timeTicks(startMs: number, endMs: number, widthPx: number): TimeTick[] {
  const span = endMs - startMs;
  if (!(span > 0) || !(widthPx > 0)) return [];
  const fine = span <= secondsSpan;
  const step = steps.find(
    (one) => (fine || one >= minute) && (one / span) * widthPx >= (one < minute ? labelPx.seconds : labelPx.minutes),
  );
  if (step === undefined) return [];
  const ticks: TimeTick[] = [];
  for (let ms = Math.ceil(startMs / step) * step; ms <= endMs; ms += step) {
    ticks.push({ ms, text: step < minute ? clockSeconds(ms) : clockMinutes(ms) });
  }
  return ticks;
}

/** Local time of day, `14:28`. */
export function clockMinutes(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Local time of day, `14:28:07`. */
export function clockSeconds(ms: number): string {
  return `${clockMinutes(ms)}:${two(new Date(ms).getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
