import { DatasetController } from 'chart.js';
import { fillBand, traceBand } from './band.ts';
import { plots, type ChartPicture, type PictureLine } from './chart-picture.ts';
import { withAlpha } from './theme.ts';
import { yOf, type PlotFrame, type Trace } from './trace.ts';

declare module 'chart.js' {
  interface ChartTypeRegistry {
    ringLine: ChartTypeRegistry['line'];
  }
}

/**
 * A line over typed ring buffers. It keeps no element per point and parses nothing: the plot plugin has turned times
 * and values into pixels by arithmetic, and this draws them. New points need `chart.draw()` only; `chart.update()` is
 * for a new size or a new range.
 */
export class RingLineController extends DatasetController<'ringLine'> {
  static readonly id = 'ringLine';
  static readonly defaults = { datasetElementType: null, dataElementType: 'point' };

  override update(): void {
    // Everything is worked out in draw().
  }

  override draw(): void {
    const plot = plots.get(this.chart);
    const line = plot?.picture.lines[this.index];
    const trace = plot?.traces[this.index];
    if (plot === undefined || line === undefined || trace === undefined) return;
    const { ctx } = this.chart;
    const { frame, picture } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(frame.left, frame.top - 2, frame.right - frame.left, frame.bottom - frame.top + 4);
    ctx.clip();
    const colour = lineColour(line, picture);
    // A band says what a fill cannot: both together would hide it.
    if (line.points.band !== undefined)
      fillBand(ctx, traceBand(line.points, frame, line.sign), withAlpha(colour, bandAlpha));
    else if (line.fill) fillTrace(ctx, trace, frame, line, picture);
    strokeTrace(ctx, trace, line.width, colour);
    ctx.restore();
  }
}

/** Dense enough to be read as a band, light enough for the line in it. */
const bandAlpha = 0.32;

/** The colour of a line now: slate while the connection is cut. */
export function lineColour(line: PictureLine, picture: ChartPicture): string {
  return picture.theme.series[picture.cutOff ? 'slate' : line.colour];
}

function strokeTrace(ctx: CanvasRenderingContext2D, trace: Trace, width: number, colour: string): void {
  ctx.lineWidth = width;
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  ctx.strokeStyle = colour;
  ctx.beginPath();
  eachPiece(trace, (from, to) => {
    ctx.moveTo(trace.x[from] ?? 0, trace.y[from] ?? 0);
    // A piece of one point would be invisible: a line to itself draws a dot with round caps.
    if (to - from === 1) ctx.lineTo(trace.x[from] ?? 0, trace.y[from] ?? 0);
    for (let i = from + 1; i < to; i += 1) ctx.lineTo(trace.x[i] ?? 0, trace.y[i] ?? 0);
  });
  ctx.stroke();
}

function fillTrace(
  ctx: CanvasRenderingContext2D,
  trace: Trace,
  frame: PlotFrame,
  line: PictureLine,
  picture: ChartPicture,
): void {
  const ground = yOf(frame, Math.max(0, frame.min));
  const far = line.sign === 1 ? frame.top : frame.bottom;
  const colour = lineColour(line, picture);
  const gradient = ctx.createLinearGradient(0, far, 0, ground);
  gradient.addColorStop(0, withAlpha(colour, 1.25 * picture.theme.fill));
  gradient.addColorStop(1, withAlpha(colour, 0.18 * picture.theme.fill));
  ctx.fillStyle = gradient;
  ctx.beginPath();
  eachPiece(trace, (from, to) => {
    if (to - from < 2) return;
    ctx.moveTo(trace.x[from] ?? 0, ground);
    for (let i = from; i < to; i += 1) ctx.lineTo(trace.x[i] ?? 0, trace.y[i] ?? 0);
    ctx.lineTo(trace.x[to - 1] ?? 0, ground);
    ctx.closePath();
  });
  ctx.fill();
}

/** Visits the unbroken pieces of a line, as indexes `from` up to but without `to`. */
export function eachPiece(trace: Trace, visit: (from: number, to: number) => void): void {
  for (const [index, from] of trace.breaks.entries()) visit(from, trace.breaks[index + 1] ?? trace.x.length);
}
