import type { BandValues } from './columns.ts';
import { isGap, isOverdue, type Span } from './gaps.ts';
import { firstAtOrAfter } from './nearest.ts';

/** The points of one line: `start <= i < end`, times in ms and in order, NaN for "no value here". */
export interface LinePoints {
  readonly t: Float64Array;
  readonly values: Float64Array;
  readonly start: number;
  readonly end: number;
  /** Lowest and highest values of buckets; left out where no band is drawn. */
  readonly band?: BandValues;
}

/** Where time and value fall on the canvas, in CSS pixels. */
export interface PlotFrame {
  readonly startMs: number;
  readonly endMs: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly min: number;
  readonly max: number;
}

/** A line in pixels. `breaks` holds the index of the first point of each unbroken piece. */
export interface Trace {
  readonly x: number[];
  readonly y: number[];
  readonly breaks: number[];
  /** Pixels without data between the first point and the right end. */
  readonly holes: Span[];
}

/** Time to pixel. */
export function xOf(frame: PlotFrame, ms: number): number {
  return frame.left + ((ms - frame.startMs) / (frame.endMs - frame.startMs)) * (frame.right - frame.left);
}

/** Pixel to time. */
export function timeOf(frame: PlotFrame, x: number): number {
  return frame.startMs + ((x - frame.left) / (frame.right - frame.left)) * (frame.endMs - frame.startMs);
}

/** Value to pixel; the axis ends are `bottom` and `top`. */
export function yOf(frame: PlotFrame, value: number): number {
  return frame.bottom - ((value - frame.min) / (frame.max - frame.min)) * (frame.bottom - frame.top);
}

/** More points than this for each pixel column are thinned to first, lowest, highest and last of the column. */
const pointsPerPixel = 2;

/**
 * Turns the points of a window into pixels. `sign` -1 draws downwards. One point left of the window is kept, so that
 * the line enters at the edge.
 */
export function traceLine(points: LinePoints, frame: PlotFrame, periodMs: number, sign: 1 | -1 = 1): Trace {
  const trace: Trace = { x: [], y: [], breaks: [], holes: [] };
  const first = firstAtOrAfter(points.t, points.start, points.end, frame.startMs);
  const stop = firstAtOrAfter(points.t, first, points.end, frame.endMs + 0.5);
  const begin = Math.max(points.start, first - 1);
  const thin = stop - begin > pointsPerPixel * (frame.right - frame.left);
  const pen = thin ? thinningPen(trace) : plainPen(trace);
  let lastX = Number.NaN;
  let lastMs = Number.NaN;
  let open = false;
  for (let i = begin; i < stop; i += 1) {
    const value = points.values[i] ?? Number.NaN;
    if (Number.isNaN(value)) {
      open = false;
      continue;
    }
    const ms = points.t[i] ?? Number.NaN;
    const x = xOf(frame, ms);
    if (open && isGap(points.t, points.start, points.end, i, periodMs)) open = false;
    if (!open) {
      if (!Number.isNaN(lastX)) trace.holes.push({ from: Math.max(lastX, frame.left), to: x });
      pen.lift();
    }
    pen.point(x, yOf(frame, value * sign), !open);
    open = true;
    lastX = x;
    lastMs = ms;
  }
  pen.lift();
  if (isOverdue(lastMs, frame.endMs, periodMs))
    trace.holes.push({ from: Math.max(lastX, frame.left), to: frame.right });
  return trace;
}

interface Pen {
  point(x: number, y: number, starts: boolean): void;
  lift(): void;
}

function plainPen(trace: Trace): Pen {
  return {
    point(x, y, starts) {
      if (starts) trace.breaks.push(trace.x.length);
      trace.x.push(x);
      trace.y.push(y);
    },
    lift: () => undefined,
  };
}

function thinningPen(trace: Trace): Pen {
  let column = Number.NaN;
  let count = 0;
  let first = 0;
  let last = 0;
  let low = 0;
  let high = 0;
  let lowFirst = false;
  const put = (y: number): void => {
    trace.x.push(column);
    trace.y.push(y);
  };
  const flush = (): void => {
    if (count === 0) return;
    put(first);
    if (count > 2) {
      put(lowFirst ? low : high);
      put(lowFirst ? high : low);
    }
    if (count > 1) put(last);
    count = 0;
  };
  return {
    point(x, y, starts) {
      const here = Math.round(x);
      if (starts || here !== column) flush();
      if (starts) trace.breaks.push(trace.x.length);
      column = here;
      if (count === 0) {
        first = low = high = y;
      } else if (y < low) {
        low = y;
        lowFirst = false;
      } else if (y > high) {
        high = y;
        lowFirst = true;
      }
      last = y;
      count += 1;
    },
    lift: flush,
  };
}
