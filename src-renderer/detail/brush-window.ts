import type { TimeSpan } from '../state/time-range.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Lengths that the strip below a chart can have, ms; the longest is as long as anything is kept. */
const spansMs = [7 * dayMs, 30 * dayMs, 90 * dayMs, 365 * dayMs, 730 * dayMs];

/** The shortest range that the strip can set: less could not be seen in it. */
const shortestMs = minuteMs;

/** Which part of the strip's window is moved. */
export type BrushPart = 'window' | 'start' | 'end';

/** What the strip shows: the last 7 days, or so much more that the range lies in it and leaves room to move. */
export function brushSpan(range: TimeSpan, nowMs: number): TimeSpan {
  const wanted = Math.max(nowMs - range.startMs, (range.endMs - range.startMs) * 1.5);
  const spanMs = spansMs.find((one) => one >= wanted) ?? 730 * dayMs;
  return { startMs: nowMs - spanMs, endMs: nowMs };
}

/** `Last 7 days`, `Last 2 years`. */
export function brushTitle({ startMs, endMs }: TimeSpan): string {
  const days = Math.round((endMs - startMs) / dayMs);
  return days >= 365 ? (days >= 730 ? 'Last 2 years' : 'Last year') : `Last ${String(days)} days`;
}

/** The window after one of its parts moved by `byMs`; it keeps within the strip and never turns over. */
export function moveBrush(range: TimeSpan, part: BrushPart, byMs: number, span: TimeSpan): TimeSpan {
  const { startMs, endMs } = range;
  if (part === 'start') {
    return { startMs: clamp(startMs + byMs, span.startMs, endMs - shortestMs), endMs };
  }
  if (part === 'end') {
    return { startMs, endMs: clamp(endMs + byMs, startMs + shortestMs, span.endMs) };
  }
  const lengthMs = Math.min(endMs - startMs, span.endMs - span.startMs);
  const start = clamp(startMs + byMs, span.startMs, span.endMs - lengthMs);
  return { startMs: start, endMs: start + lengthMs };
}

/** The way a key moves a part: arrows a little, with Shift ten times as far, Page keys by a whole window; `null` for others. */
export function brushKey(key: string, shift: boolean, range: TimeSpan, part: BrushPart, span: TimeSpan): number | null {
  const spanMs = span.endMs - span.startMs;
  const lengthMs = range.endMs - range.startMs;
  const little = Math.max(minuteMs, Math.min(spanMs / 200, lengthMs / 12)) * (shift ? 10 : 1);
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: -little,
    ArrowDown: -little,
    ArrowRight: little,
    ArrowUp: little,
    PageDown: -lengthMs,
    PageUp: lengthMs,
    Home: -spanMs,
    End: spanMs,
  };
  return part !== 'window' && key.startsWith('Page') ? null : (moves[key] ?? null);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
