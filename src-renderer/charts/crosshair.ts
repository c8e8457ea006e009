import { bandWords } from './columns.ts';
import { axisScale } from '../../src-shared/units.ts';
import type { Plot } from './chart-picture.ts';
import { momentText } from './time-axis.ts';
import { dot } from './line-ends.ts';
import { isOverdue } from './gaps.ts';
import { nearestIndex } from './nearest.ts';
import { lineColour } from './ring-line-controller.ts';
import type { ChartTheme } from './theme.ts';
import { xOf, yOf } from './trace.ts';
import { writeAtLine } from './value-axis.ts';

interface Row {
  readonly text: string;
  readonly colour: string;
  readonly y: number;
}

const rowPx = 17;
/** Height that the flags of notes take at the top of a plot. */
const flagRowPx = 20;

/** The hairline through the chosen time, the values beside it, and the time on the axis. */
export function paintCrosshair(ctx: CanvasRenderingContext2D, plot: Plot, width: number): void {
  const { frame, picture } = plot;
  const ms = picture.crosshairMs;
  if (ms === null || ms < frame.startMs || ms > frame.endMs) return;
  const x = xOf(frame, ms);
  hairline(ctx, x, frame.top - 2, frame.bottom, picture.theme);
  const scale = axisScale(Math.max(Math.abs(picture.range.max), Math.abs(picture.range.min)), picture.unit);
  const rows: Row[] = [];
  for (const line of picture.lines) {
    const { t, values, start, end } = line.points;
    const index = nearestIndex(t, start, end, ms);
    const value = values[index] ?? Number.NaN;
    const at = t[index] ?? Number.NaN;
    if (Number.isNaN(value) || isOverdue(Math.min(at, ms), Math.max(at, ms), picture.periodMs)) continue;
    const y = yOf(frame, value * line.sign);
    const colour = lineColour(line, picture);
    if (picture.axes) dot(ctx, x, y, 3.5, colour, picture.theme.card);
    const written = writeAtLine(value, scale, picture.unit);
    const band = line.points.band;
    const ends = band === undefined ? [] : [band.low[index] ?? value, band.high[index] ?? value];
    const spread = ends
      .map((one) => writeAtLine(one, scale, picture.unit))
      .map((one) => `${one.text} ${one.unit}`.trimEnd());
    const text = `${written.text} ${written.unit}`.trimEnd();
    const [low = '', high = ''] = spread;
    rows.push({ text: band === undefined ? text : `${text} (${bandWords(low, high, band.bounds)})`, colour, y });
  }
  if (picture.axes) {
    paintValues(ctx, plot, x, rows.sort((a, b) => a.y - b.y).slice(0, 8), width);
    paintPill(ctx, x, frame.bottom + 3, momentText(ms, frame.endMs - frame.startMs), picture.theme, width);
  }
}

/** One vertical line of the crosshair. */
export function hairline(
  ctx: CanvasRenderingContext2D,
  x: number,
  top: number,
  bottom: number,
  theme: ChartTheme,
): void {
  ctx.save();
  ctx.globalAlpha = 0.75;
  ctx.fillStyle = theme.text;
  ctx.fillRect(Math.round(x), top, 1, bottom - top);
  ctx.restore();
}

function paintValues(
  ctx: CanvasRenderingContext2D,
  { frame, picture }: Plot,
  x: number,
  rows: readonly Row[],
  width: number,
): void {
  if (rows.length === 0) return;
  ctx.save();
  ctx.font = `600 12px ${picture.theme.font}`;
  const textPx = Math.max(...rows.map((row) => ctx.measureText(row.text).width));
  const boxWidth = textPx + 32;
  const boxHeight = rows.length * rowPx + 9;
  const left = x + 10 + boxWidth <= width - 4 ? x + 10 : x - 10 - boxWidth;
  const middle = rows.reduce((total, row) => total + row.y, 0) / rows.length;
  // Flags lie over the canvas, in the uppermost row.
  const highest = picture.notes.length === 0 ? frame.top : frame.top + flagRowPx;
  const top = Math.min(Math.max(middle - boxHeight / 2, highest), Math.max(highest, frame.bottom - boxHeight));
  ctx.beginPath();
  ctx.roundRect(left, top, boxWidth, boxHeight, 6);
  ctx.fillStyle = picture.theme.raised;
  ctx.fill();
  ctx.strokeStyle = picture.theme.lineStrong;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'right';
  for (const [index, row] of rows.entries()) {
    const y = top + 4.5 + rowPx * (index + 0.5);
    ctx.beginPath();
    ctx.roundRect(left + 8, y - 4, 8, 8, 2);
    ctx.fillStyle = row.colour;
    ctx.fill();
    ctx.fillStyle = picture.theme.text;
    ctx.fillText(row.text, left + boxWidth - 8, y + 0.5);
  }
  ctx.restore();
}

function paintPill(
  ctx: CanvasRenderingContext2D,
  x: number,
  top: number,
  text: string,
  theme: ChartTheme,
  width: number,
): void {
  ctx.save();
  ctx.font = `600 11px ${theme.font}`;
  const half = ctx.measureText(text).width / 2 + 7;
  const middle = Math.min(Math.max(x, half), width - half);
  ctx.beginPath();
  ctx.roundRect(middle - half, top, 2 * half, 17, 5);
  ctx.fillStyle = theme.text;
  ctx.fill();
  ctx.fillStyle = theme.card;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, middle, top + 9);
  ctx.restore();
}
