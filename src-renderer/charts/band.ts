import { firstAtOrAfter } from './nearest.ts';
import { xOf, yOf, type LinePoints, type PlotFrame } from './trace.ts';

/** The band of a line in pixels: `breaks` holds the index of the first point of each unbroken piece. */
export interface BandTrace {
  readonly x: number[];
  readonly low: number[];
  readonly high: number[];
  readonly breaks: number[];
}

/**
 * Turns lowest and highest values into pixels; one point beyond each edge is kept, so that the band goes up to it. A
 * history has no more buckets than pixels, so nothing is thinned.
 */
export function traceBand(points: LinePoints, frame: PlotFrame, sign: 1 | -1): BandTrace {
  const trace: BandTrace = { x: [], low: [], high: [], breaks: [] };
  const { t, start, end, band } = points;
  if (band === undefined) return trace;
  const begin = Math.max(start, firstAtOrAfter(t, start, end, frame.startMs) - 1);
  const stop = Math.min(end, firstAtOrAfter(t, begin, end, frame.endMs) + 1);
  let open = false;
  for (let i = begin; i < stop; i += 1) {
    const low = band.low[i] ?? Number.NaN;
    const high = band.high[i] ?? Number.NaN;
    if (Number.isNaN(low) || Number.isNaN(high)) {
      open = false;
      continue;
    }
    if (!open) trace.breaks.push(trace.x.length);
    open = true;
    trace.x.push(xOf(frame, t[i] ?? Number.NaN));
    trace.low.push(yOf(frame, low * sign));
    trace.high.push(yOf(frame, high * sign));
  }
  return trace;
}

/** Fills the band. A piece of one bucket is as wide as a line. */
export function fillBand(ctx: CanvasRenderingContext2D, trace: BandTrace, colour: string): void {
  ctx.fillStyle = colour;
  ctx.beginPath();
  for (const [index, from] of trace.breaks.entries()) {
    const to = trace.breaks[index + 1] ?? trace.x.length;
    if (to - from === 1) {
      const top = Math.min(trace.high[from] ?? 0, trace.low[from] ?? 0);
      ctx.rect((trace.x[from] ?? 0) - 1, top, 2, Math.abs((trace.low[from] ?? 0) - (trace.high[from] ?? 0)));
      continue;
    }
    for (let i = from; i < to; i += 1) {
      if (i === from) ctx.moveTo(trace.x[i] ?? 0, trace.high[i] ?? 0);
      else ctx.lineTo(trace.x[i] ?? 0, trace.high[i] ?? 0);
    }
    for (let i = to - 1; i >= from; i -= 1) ctx.lineTo(trace.x[i] ?? 0, trace.low[i] ?? 0);
    ctx.closePath();
  }
  ctx.fill();
}
