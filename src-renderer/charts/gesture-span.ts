import { panSpan, zoomSpan, type TimeSpan } from '../state/time-range.ts';

/** A plot in the page's pixels. */
export interface PlotBox {
  readonly left: number;
  readonly width: number;
}

/** Two fingers, in the page's pixels. */
export type Fingers = readonly [number, number];

/** A pixel of the wheel makes the range longer by this factor: a notch of 100 by a fifth. */
const perWheelPx = 1.0018;
/** More than this in one go would lose the reader, px. */
const mostWheelPx = 400;
/** Fingers closer than this count as so far apart: otherwise a pixel more would double the range. */
const closestPx = 24;

/** The moment under a pixel; beside the plot, the end of it. */
export function momentAt({ startMs, endMs }: TimeSpan, box: PlotBox, x: number): number {
  return startMs + Math.min(1, Math.max(0, (x - box.left) / box.width)) * (endMs - startMs);
}

/** The range after what was under one pixel has been pulled under another. */
export function pulledSpan(span: TimeSpan, box: PlotBox, fromX: number, toX: number): TimeSpan {
  return panSpan(span, (fromX - toX) / box.width);
}

/** The range after a turn of the wheel above a pixel, by as many pixels as the browser says; towards the reader zooms out. */
export function wheeledSpan(span: TimeSpan, box: PlotBox, x: number, deltaPx: number): TimeSpan {
  const factor = perWheelPx ** Math.min(mostWheelPx, Math.max(-mostWheelPx, deltaPx));
  return zoomSpan(span, momentAt(span, box, x), factor);
}

/** The range that keeps the moment in the middle of two fingers there while they move. */
export function pinchedSpan(span: TimeSpan, box: PlotBox, from: Fingers, to: Fingers): TimeSpan {
  const [fromX, toX] = [middle(from), middle(to)];
  const zoomed = zoomSpan(span, momentAt(span, box, fromX), apart(from) / apart(to));
  return pulledSpan(zoomed, box, fromX, toX);
}

function middle([one, other]: Fingers): number {
  return (one + other) / 2;
}

function apart([one, other]: Fingers): number {
  return Math.max(closestPx, Math.abs(one - other));
}
