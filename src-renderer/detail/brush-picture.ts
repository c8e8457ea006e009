import type { TimeSpan } from '../state/time-range.ts';
import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import { hatch } from '../charts/hatch.ts';
import { withAlpha, type ChartTheme } from '../charts/theme.ts';
import { timeTicks } from '../charts/time-axis.ts';

/** What the strip below a chart shows. */
export interface BrushPicture {
  /** `null` while it is asked for. */
  readonly answer: HistoryAnswer | null;
  readonly span: TimeSpan;
  /** Colour of the series as `#rrggbb`. */
  readonly colour: string;
  readonly theme: ChartTheme;
}

/** The rectangle of the strip itself, in CSS pixels; times stand below it. */
export interface BrushBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Least room between two times. */
const leastBetweenPx = 8;

/** Draws the lowest to the highest as a band, the average as a line, and hatches what is not kept. */
export function paintBrush(ctx: CanvasRenderingContext2D, picture: BrushPicture, box: BrushBox): void {
  const { answer, span, colour, theme } = picture;
  const xOf = (ms: number) => box.left + ((ms - span.startMs) / (span.endMs - span.startMs)) * (box.right - box.left);
  paintTimes(ctx, picture, box, xOf);
  const [series] = answer?.series ?? [];
  if (answer === null || series === undefined) {
    if (answer !== null) hatch(ctx, box.left, box.top, box.right, box.bottom, theme);
    return;
  }
  const highest = series.max.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const room = box.bottom - box.top - 4;
  const yOf = (value: number) => box.bottom - (Math.max(0, value) / (highest === 0 ? 1 : highest)) * room;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  ctx.clip();
  const band = withAlpha(colour, 1.1 * theme.fill);
  for (const { from, to } of pieces(series.avg)) {
    const x = (index: number) => xOf((answer.t[index] ?? 0) + answer.step / 2);
    ctx.beginPath();
    for (let i = from; i < to; i += 1) ctx.lineTo(x(i), yOf(series.max[i] ?? 0));
    for (let i = to - 1; i >= from; i -= 1) ctx.lineTo(x(i), yOf(series.min[i] ?? 0));
    ctx.fillStyle = band;
    ctx.fill();
    ctx.beginPath();
    for (let i = from; i < to; i += 1) ctx.lineTo(x(i), yOf(series.avg[i] ?? 0));
    // A single value would be invisible.
    if (to - from === 1) ctx.lineTo(x(from) + 1, yOf(series.avg[from] ?? 0));
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.25;
    ctx.stroke();
  }
  ctx.restore();
}

/** The unbroken stretches of values, as indexes `from` up to but without `to`. */
function pieces(values: readonly (number | null)[]): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  let from = -1;
  for (let i = 0; i <= values.length; i += 1) {
    const has = typeof values[i] === 'number';
    if (has && from < 0) from = i;
    if (!has && from >= 0) {
      found.push({ from, to: i });
      from = -1;
    }
  }
  return found;
}

function paintTimes(
  ctx: CanvasRenderingContext2D,
  { span, theme }: BrushPicture,
  box: BrushBox,
  xOf: (ms: number) => number,
): void {
  ctx.font = `11px ${theme.font}`;
  ctx.fillStyle = theme.muted;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  let free = -Infinity;
  for (const { ms, text } of timeTicks(span.startMs, span.endMs, box.right - box.left)) {
    const half = ctx.measureText(text).width / 2;
    const x = Math.min(Math.max(xOf(ms), box.left + half), box.right - half);
    // One at the edge is moved inwards, where another may stand.
    if (x - half < free) continue;
    free = x + half + leastBetweenPx;
    ctx.fillText(text, x, box.bottom + 6);
  }
}
