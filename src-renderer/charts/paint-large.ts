import type { Plot } from './chart-picture.ts';
import { dot } from './line-ends.ts';
import { eachPiece } from './ring-line-controller.ts';
import type { ChartTheme } from './theme.ts';
import { traceLine, xOf, yOf, type PlotFrame } from './trace.ts';

/** Draws the other day's line. */
export function paintBehind(ctx: CanvasRenderingContext2D, { frame, picture }: Plot): void {
  const { behind } = picture;
  if (behind === null) return;
  const trace = traceLine(behind.points, frame, behind.periodMs);
  ctx.save();
  ctx.beginPath();
  ctx.rect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
  ctx.clip();
  ctx.beginPath();
  eachPiece(trace, (from, to) => {
    ctx.moveTo(trace.x[from] ?? 0, trace.y[from] ?? 0);
    for (let i = from + 1; i < to; i += 1) ctx.lineTo(trace.x[i] ?? 0, trace.y[i] ?? 0);
  });
  ctx.globalAlpha = 0.75;
  ctx.strokeStyle = picture.theme.muted;
  ctx.lineWidth = 1.25;
  ctx.lineJoin = 'round';
  ctx.stroke();
  ctx.restore();
}

/** The chosen moment: a line through every chart, and on its own one a ring with its time and value. */
export function paintChosen(ctx: CanvasRenderingContext2D, { frame, picture }: Plot): void {
  const { chosen, theme } = picture;
  if (chosen === null || chosen.ms < frame.startMs || chosen.ms > frame.endMs) return;
  const x = Math.round(xOf(frame, chosen.ms)) + 0.5;
  const y =
    chosen.value === null ? frame.bottom : Math.min(Math.max(yOf(frame, chosen.value), frame.top), frame.bottom);
  ctx.save();
  ctx.strokeStyle = theme.text;
  ctx.globalAlpha = 0.8;
  ctx.lineWidth = 1;
  line(ctx, x, frame.top, y);
  ctx.setLineDash([2, 3]);
  line(ctx, x, y, frame.bottom);
  ctx.restore();
  if (chosen.value === null) return;
  dot(ctx, x, y, 4.5, theme.text, theme.card);
  dot(ctx, x, y, 2, theme.card, theme.text);
  if (chosen.text !== '') paintLabel(ctx, x, frame, chosen.text, theme);
}

function line(ctx: CanvasRenderingContext2D, x: number, from: number, to: number): void {
  ctx.beginPath();
  ctx.moveTo(x, from);
  ctx.lineTo(x, to);
  ctx.stroke();
}

function paintLabel(
  ctx: CanvasRenderingContext2D,
  x: number,
  { top, left, right }: PlotFrame,
  text: string,
  theme: ChartTheme,
): void {
  ctx.save();
  ctx.font = `600 12px ${theme.font}`;
  const half = ctx.measureText(text).width / 2 + 9;
  // Beside the line, which a label over it would cut, and not over the levels in the right margin.
  const isBefore = x + 2 * half + 8 > right && x - 2 * half - 8 >= left;
  const middle = isBefore ? x - half - 8 : x + half + 8;
  ctx.beginPath();
  ctx.roundRect(middle - half, top - 4, 2 * half, 24, 6);
  ctx.fillStyle = theme.raised;
  ctx.fill();
  ctx.strokeStyle = theme.lineStrong;
  ctx.stroke();
  ctx.fillStyle = theme.text;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, middle, top + 8.5);
  ctx.restore();
}
