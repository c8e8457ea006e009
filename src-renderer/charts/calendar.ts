const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A step through the calendar of the reader's zone. */
export type CalendarStep = { readonly hours: number } | { readonly days: number } | { readonly months: number };

/**
 * Local moments at even steps within a stretch: hours counted from midnight, weeks from Monday, months from January. A
 * day on which clocks are changed has its hours where the clocks show them.
 */
export function calendarMarks(startMs: number, endMs: number, step: CalendarStep): number[] {
  const first = new Date(startMs);
  const marks: number[] = [];
  for (let index = 0; ; index += 1) {
    const ms = markAt(first, step, index).getTime();
    if (ms > endMs) return marks;
    // An hour that a change of clocks leaves out falls together with the next one.
    if (ms >= startMs && ms !== marks.at(-1)) marks.push(ms);
  }
}

function markAt(first: Date, step: CalendarStep, index: number): Date {
  const year = first.getFullYear();
  const month = first.getMonth();
  const date = first.getDate();
  if ('hours' in step) return new Date(year, month, date, step.hours * index);
  if ('months' in step) return new Date(year, month - (month % step.months) + step.months * index, 1);
  const sinceMonday = step.days % 7 === 0 ? (first.getDay() + 6) % 7 : 0;
  return new Date(year, month, date - sinceMonday + step.days * index);
}

/** A local day: `Sat 21 Nov`, `Sat 21`, `21 Nov`, or the month alone, `Nov 2026`. */
export function dayText(ms: number, form: 'full' | 'weekday' | 'date' | 'month'): string {
  const local = new Date(ms);
  const weekday = weekdays[local.getDay()] ?? '';
  const month = months[local.getMonth()] ?? '';
  const date = String(local.getDate());
  if (form === 'month') return `${month} ${String(local.getFullYear())}`;
  if (form === 'date') return `${date} ${month}`;
  return form === 'weekday' ? `${weekday} ${date}` : `${weekday} ${date} ${month}`;
}
