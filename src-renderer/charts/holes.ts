import { durationWords } from '../../src-shared/duration-words.ts';
import type { ChartPicture, Plot } from './chart-picture.ts';
import { intersectSpans, isOverdue, type Span } from './gaps.ts';
import { hatch } from './hatch.ts';
import { timeOf, xOf, type PlotFrame, type Trace } from './trace.ts';

/** A hole of less is a line, not a stretch. */
const leastPx = 1;

/**
 * The stretches without data in pixels: where no line has any. Of stored values the stretch before the first is one as
 * well; of what was not asked for nothing is known, and nothing is hatched.
 */
export function holesOf(picture: ChartPicture, frame: PlotFrame, traces: readonly Trace[]): Span[] {
  const [first = [], ...others] = traces.map((trace) => [...leadingHole(picture, frame, trace), ...trace.holes]);
  const all = others.reduce((both, one) => intersectSpans(both, one), first);
  const { known } = picture;
  const clipped =
    known === null
      ? all
      : intersectSpans(all, [{ from: xOf(frame, known.from), to: Math.min(frame.right, xOf(frame, known.to)) }]);
  return clipped.filter(({ from, to }) => to - from >= leastPx);
}

function leadingHole({ known, periodMs }: ChartPicture, frame: PlotFrame, trace: Trace): Span[] {
  if (known === null) return [];
  const to = Math.min(trace.x[0] ?? frame.right, frame.right);
  return isOverdue(frame.startMs, timeOf(frame, to), periodMs) ? [{ from: frame.left, to }] : [];
}

/** Hatches the holes and says, where there is room, how long each is. Before anything was read nothing is known of them. */
export function paintHoles(ctx: CanvasRenderingContext2D, { frame, picture, holes, traces }: Plot): void {
  if (isBlank(picture, traces)) return;
  for (const { from, to } of holes) {
    hatch(ctx, from, frame.top, to, frame.bottom, picture.theme);
    // The last one grows while one looks: the card says how long it is.
    if (!picture.axes || (to >= frame.right - leastPx && picture.known === null)) continue;
    const endMs = timeOf(frame, to);
    const isBefore = picture.beganMs !== null && endMs <= picture.beganMs + picture.periodMs * 3;
    const text = isBefore
      ? 'Lanpulse was not recording yet'
      : `no data for ${durationWords(endMs - timeOf(frame, from))}`;
    paintLabel(ctx, { from, to }, frame, text, picture);
  }
}

function paintLabel(
  ctx: CanvasRenderingContext2D,
  { from, to }: Span,
  frame: PlotFrame,
  text: string,
  { theme }: ChartPicture,
): void {
  const height = 16;
  ctx.save();
  ctx.font = `11px ${theme.font}`;
  const width = ctx.measureText(text).width + 12;
  const lies = to - from >= width + 8;
  if (lies || (to - from >= height + 2 && frame.bottom - frame.top >= width + 8)) {
    ctx.translate((from + to) / 2, (frame.top + frame.bottom) / 2);
    if (!lies) ctx.rotate(-Math.PI / 2);
    ctx.beginPath();
    ctx.roundRect(-width / 2, -height / 2, width, height, 4);
    ctx.fillStyle = theme.card;
    ctx.fill();
    ctx.fillStyle = theme.muted;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, 0, 0.5);
  }
  ctx.restore();
}

function isBlank({ loading }: ChartPicture, traces: readonly Trace[]): boolean {
  return loading && traces.every(({ x }) => x.length === 0);
}

/** Says quietly that the lines are still to come. */
export function paintLoading(ctx: CanvasRenderingContext2D, { frame, picture, traces }: Plot): void {
  if (!picture.axes || !isBlank(picture, traces)) return;
  ctx.save();
  ctx.font = `12px ${picture.theme.font}`;
  ctx.fillStyle = picture.theme.muted;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText('Reading the history …', (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2);
  ctx.restore();
}
