import type { Plot } from './chart-picture.ts';
import { eachPiece } from './ring-line-controller.ts';
import type { FiredColumn, PictureThreshold, ThresholdChange } from './threshold-picture.ts';
import { xOf, yOf } from './trace.ts';

const dashes = [5, 4];
const dots = [1.5, 4];
const lineWidth = 1.25;

/** The room between a line and the warn level that it exceeds, in amber. */
export function paintBeyond(ctx: CanvasRenderingContext2D, { frame, picture, traces }: Plot): void {
  if (picture.cutOff) return;
  for (const { warn, lines, badSide } of picture.thresholds) {
    if (warn === null) continue;
    const y = Math.min(Math.max(yOf(frame, warn), frame.top), frame.bottom);
    ctx.save();
    ctx.beginPath();
    if (badSide === 1) ctx.rect(frame.left, frame.top, frame.right - frame.left, y - frame.top);
    else ctx.rect(frame.left, y, frame.right - frame.left, frame.bottom - y);
    ctx.clip();
    ctx.globalAlpha = 2.1 * picture.theme.fill;
    ctx.fillStyle = picture.theme.warn;
    ctx.beginPath();
    for (const [index, line] of picture.lines.entries()) {
      const trace = traces[index];
      if (trace === undefined || !lines.includes(line.id)) continue;
      eachPiece(trace, (from, to) => {
        ctx.moveTo(trace.x[from] ?? 0, y);
        for (let i = from; i < to; i += 1) ctx.lineTo(trace.x[i] ?? 0, trace.y[i] ?? 0);
        ctx.lineTo(trace.x[to - 1] ?? 0, y);
        ctx.closePath();
      });
    }
    ctx.fill();
    ctx.restore();
  }
}

/** The levels as dashed lines, and what shows while one of them is moved. */
export function paintLevels(ctx: CanvasRenderingContext2D, plot: Plot): void {
  for (const threshold of plot.picture.thresholds) {
    const { change, warn, critical } = threshold;
    if (change !== null) paintChange(ctx, plot, threshold, change);
    for (const [level, value] of [['warn', warn] as const, ['critical', critical] as const]) {
      if (value !== null) paintLevel(ctx, plot, value, level, change?.level === level ? 2 : lineWidth);
    }
  }
}

function paintLevel(
  ctx: CanvasRenderingContext2D,
  { frame, picture }: Plot,
  value: number,
  level: 'warn' | 'critical',
  width: number,
): void {
  const y = yOf(frame, value);
  if (!(y >= frame.top - 0.5 && y <= frame.bottom + 0.5)) return;
  stroke(
    ctx,
    frame.left,
    frame.right + 5,
    y,
    picture.cutOff ? picture.theme.muted : picture.theme[level],
    width,
    dashes,
  );
}

function paintChange(
  ctx: CanvasRenderingContext2D,
  plot: Plot,
  { warn, critical }: PictureThreshold,
  { level, was, wasText, clear, clearText }: ThresholdChange,
): void {
  const { frame, picture } = plot;
  const within = (y: number) => Math.min(Math.max(y, frame.top), frame.bottom);
  const first = warn ?? critical;
  const { theme } = picture;
  if (clear !== null && first !== null) {
    const ends = [within(yOf(frame, first)), within(yOf(frame, clear))];
    ctx.save();
    ctx.globalAlpha = 0.09;
    ctx.fillStyle = theme.warn;
    ctx.fillRect(frame.left, Math.min(...ends), frame.right - frame.left, Math.max(...ends) - Math.min(...ends));
    ctx.restore();
    stroke(ctx, frame.left, frame.right + 5, yOf(frame, clear), theme.warn, lineWidth, dots);
    tag(ctx, plot, yOf(frame, clear), clearText, theme.warn);
  }
  if (was === null) return;
  const y = yOf(frame, was);
  const colour = level === 'critical' ? theme.critical : theme.warn;
  ctx.save();
  ctx.globalAlpha = 0.5;
  stroke(ctx, frame.left, frame.right, y, colour, 1, dashes);
  ctx.restore();
  if (clear === null || level === 'clear' || Math.abs(yOf(frame, clear) - y) >= 18) tag(ctx, plot, y, wasText, colour);
}

/** The stretches in which the rule would have fired. */
export function paintFired(ctx: CanvasRenderingContext2D, plot: Plot): void {
  eachFired(plot, ({ frame, picture: { theme } }, _, left, width) => {
    ctx.save();
    ctx.fillStyle = theme.warn;
    ctx.globalAlpha = 0.16;
    ctx.fillRect(left, frame.top, width, frame.bottom - frame.top);
    ctx.globalAlpha = 1;
    ctx.fillRect(left, frame.top - 2, width, 2);
    ctx.fillRect(left, frame.top, 1, frame.bottom - frame.top);
    ctx.restore();
  });
}

/** Their numbers, as in the list beside. */
export function paintNumbers(ctx: CanvasRenderingContext2D, plot: Plot): void {
  eachFired(plot, (_, column, left, width) => {
    paintNumber(ctx, plot, column, left, width);
  });
}

function eachFired(plot: Plot, paint: (plot: Plot, column: FiredColumn, left: number, width: number) => void): void {
  const { frame } = plot;
  for (const { change } of plot.picture.thresholds) {
    for (const column of change?.fired ?? []) {
      const left = Math.max(xOf(frame, column.fromMs), frame.left);
      const right = Math.min(xOf(frame, column.toMs), frame.right);
      if (right >= left) paint(plot, column, left, Math.max(right - left, 2));
    }
  }
}

function paintNumber(
  ctx: CanvasRenderingContext2D,
  { frame, picture: { theme } }: Plot,
  column: FiredColumn,
  left: number,
  width: number,
): void {
  ctx.save();
  ctx.fillStyle = theme.warn;
  const middle = Math.min(left + 9, frame.right - 9);
  ctx.beginPath();
  ctx.arc(middle, frame.top + 9, 8, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = theme.card;
  ctx.font = `700 11px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(String(column.number), middle, frame.top + 9.5);
  ctx.font = `500 11px ${theme.font}`;
  ctx.textAlign = 'left';
  if (ctx.measureText(column.text).width + 24 < width) {
    ctx.fillStyle = theme.text;
    ctx.fillText(column.text, middle + 12, frame.top + 9.5);
  }
  ctx.restore();
}

function stroke(
  ctx: CanvasRenderingContext2D,
  from: number,
  to: number,
  y: number,
  colour: string,
  width: number,
  pattern: readonly number[],
): void {
  ctx.save();
  ctx.beginPath();
  ctx.setLineDash([...pattern]);
  ctx.lineWidth = width;
  ctx.strokeStyle = colour;
  ctx.moveTo(from, y);
  ctx.lineTo(to, y);
  ctx.stroke();
  ctx.restore();
}

/** A few words on a line, on a ground of the card's colour. */
function tag(ctx: CanvasRenderingContext2D, { frame, picture }: Plot, y: number, text: string, colour: string): void {
  if (y < frame.top || y > frame.bottom) return;
  ctx.save();
  ctx.font = `500 11px ${picture.theme.font}`;
  const width = ctx.measureText(text).width + 10;
  ctx.globalAlpha = 0.9;
  ctx.fillStyle = picture.theme.card;
  ctx.beginPath();
  ctx.roundRect(frame.left + 7, y - 8, width, 16, 4);
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, frame.left + 12, y + 0.5);
  ctx.restore();
}
