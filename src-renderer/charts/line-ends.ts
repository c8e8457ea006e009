import { axisScale } from '../../src-shared/units.ts';
import type { Plot } from './chart-picture.ts';
import { lineColour } from './ring-line-controller.ts';
import { isOverdue } from './gaps.ts';
import { writeAtEnd } from './value-axis.ts';

const labelGapPx = 14;

interface EndLabel {
  readonly text: string;
  readonly colour: string;
  y: number;
}

/** The dot at each line's newest point and, where asked for, the value beside it; returns the heights of the values. */
export function paintEnds(ctx: CanvasRenderingContext2D, plot: Plot): readonly number[] {
  const { frame, picture, traces } = plot;
  const scale = axisScale(Math.max(Math.abs(picture.range.max), Math.abs(picture.range.min)), picture.unit);
  const labels: EndLabel[] = [];
  for (const [index, line] of picture.lines.entries()) {
    const trace = traces[index];
    const x = trace?.x.at(-1);
    const y = trace?.y.at(-1);
    if (x === undefined || y === undefined || !line.dot || x < frame.left) continue;
    const colour = lineColour(line, picture);
    if (!picture.cutOff) dot(ctx, x, y, 3.5, colour, picture.theme.card);
    const value = newestValue(line.points.values, line.points.t, line.points.start, line.points.end, frame.endMs);
    if (line.endLabel && value !== null && !isOverdue(value.ms, frame.endMs, picture.periodMs)) {
      labels.push({ text: writeAtEnd(value.value, scale, picture.unit), colour, y });
    }
  }
  spread(labels, frame.top, frame.bottom);
  ctx.save();
  ctx.font = `600 11px ${picture.theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const label of labels) {
    ctx.fillStyle = label.colour;
    ctx.fillText(label.text, frame.right + 9, label.y);
  }
  ctx.restore();
  return labels.map((label) => label.y);
}

/** A filled circle with a ring of the ground's colour around it, so that it stands off the line. */
export function dot(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
  ring: string,
): void {
  ctx.beginPath();
  ctx.arc(x, y, radius + 1.5, 0, 2 * Math.PI);
  ctx.fillStyle = ring;
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
}

/** While paused the right gutter is tinted behind a line at the frozen moment. */
export function tintPause(ctx: CanvasRenderingContext2D, { frame, picture }: Plot, width: number): void {
  const height = frame.bottom - frame.top;
  ctx.save();
  ctx.fillStyle = picture.theme.accentSoft;
  ctx.globalAlpha = 0.6;
  ctx.fillRect(frame.right, frame.top, width - frame.right, height);
  ctx.globalAlpha = 1;
  ctx.fillStyle = picture.theme.accent;
  ctx.fillRect(frame.right - 0.75, frame.top, 1.5, height);
  ctx.restore();
}

/** The two bars of a pause, in the highest place of the gutter where no value stands. */
export function paintPauseSign(
  ctx: CanvasRenderingContext2D,
  { frame, picture }: Plot,
  width: number,
  taken: readonly number[],
): void {
  const places = [frame.top + 14, frame.bottom - 14, (frame.top + frame.bottom) / 2];
  const y = places.find((place) => taken.every((one) => Math.abs(one - place) > 14));
  if (y === undefined) return;
  const middle = (frame.right + width) / 2;
  ctx.save();
  ctx.fillStyle = picture.theme.accent;
  ctx.fillRect(middle - 5, y - 5.5, 3.5, 11);
  ctx.fillRect(middle + 1.5, y - 5.5, 3.5, 11);
  ctx.restore();
}

function newestValue(
  values: Float64Array,
  t: Float64Array,
  start: number,
  end: number,
  endMs: number,
): { readonly value: number; readonly ms: number } | null {
  for (let i = end - 1; i >= start; i -= 1) {
    const ms = t[i] ?? Number.NaN;
    const value = values[i] ?? Number.NaN;
    if (ms <= endMs + 0.5 && !Number.isNaN(value)) return { value, ms };
  }
  return null;
}

/** Moves labels apart, so that none covers another, and keeps them within the plot. */
function spread(labels: EndLabel[], top: number, bottom: number): void {
  labels.sort((a, b) => a.y - b.y);
  let lowest = -Infinity;
  for (const label of labels) {
    label.y = Math.max(label.y, lowest + labelGapPx, top + 4);
    lowest = label.y;
  }
  let highest = bottom - 2;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, highest);
    highest = label.y - labelGapPx;
  }
}
