import { calendarMarks, dayText } from './calendar.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
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
];

/** Steps that follow the calendar of the reader's own zone, whose days have 23 to 25 hours. */
const calendarSteps = [
  { hours: 1, ms: hour },
  { hours: 2, ms: 2 * hour },
  { hours: 3, ms: 3 * hour },
  { hours: 6, ms: 6 * hour },
  { hours: 12, ms: 12 * hour },
  { days: 1, ms: day },
  { days: 2, ms: 2 * day },
  { days: 7, ms: 7 * day },
  { days: 14, ms: 14 * day },
  { months: 1, ms: 31 * day },
  { months: 3, ms: 92 * day },
  { months: 6, ms: 184 * day },
] as const;

/** A label of the time axis. */
export interface TimeTick {
  readonly ms: number;
  readonly text: string;
}

/** Width a label needs, with the room beside it, at 11 px. */
const labelPx = { minutes: 44, seconds: 66, hours: 62, days: 58 };

/** Up to this span the axis counts in seconds. */
const secondsSpan = 2 * minute;

/** Times at even steps, as many as fit into `widthPx`: seconds in a window of a minute, days in one of a week. */
export function timeTicks(startMs: number, endMs: number, widthPx: number): TimeTick[] {
  const span = endMs - startMs;
  if (!(span > 0) || !(widthPx > 0)) return [];
  const fine = span <= secondsSpan;
  const step = steps.find(
    (one) => (fine || one >= minute) && (one / span) * widthPx >= (one < minute ? labelPx.seconds : labelPx.minutes),
  );
  if (step === undefined) return calendarTicks(startMs, endMs, widthPx);
  const ticks: TimeTick[] = [];
  for (let ms = Math.ceil(startMs / step) * step; ms <= endMs; ms += step) {
    ticks.push({ ms, text: step < minute ? clockSeconds(ms) : clockMinutes(ms) });
  }
  return ticks;
}

function calendarTicks(startMs: number, endMs: number, widthPx: number): TimeTick[] {
  const step = calendarSteps.find(
    (one) => (one.ms / (endMs - startMs)) * widthPx >= ('hours' in one ? labelPx.hours : labelPx.days),
  );
  if (step === undefined) return [];
  const isLong = endMs - startMs > 12 * day;
  return calendarMarks(startMs, endMs, step).map((ms) => {
    const isMidnight = new Date(ms).getHours() === 0;
    if ('hours' in step) return { ms, text: isMidnight ? dayText(ms, 'full') : clockMinutes(ms) };
    return { ms, text: dayText(ms, 'months' in step ? 'month' : isLong ? 'date' : 'weekday') };
  });
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

/** A moment on a chart of that length: `14:28:07`, and with its day where the chart shows more than one. */
export function momentText(ms: number, spanMs: number): string {
  if (spanMs <= day) return clockSeconds(ms);
  return `${dayText(ms, 'full')} ${clockMinutes(ms)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
