import type { Note } from '../../src-shared/protocol/note.ts';
import { notesAt } from './note-flags.ts';
import type { ChartTheme } from './theme.ts';
import { xOf, type PlotFrame } from './trace.ts';

/** What the lines of notes are drawn from. */
export interface NotesDrawing {
  readonly notes: readonly Note[];
  readonly frame: Pick<PlotFrame, 'startMs' | 'endMs' | 'left' | 'right' | 'top' | 'bottom'>;
  readonly theme: ChartTheme;
  /** The connection is gone: no accent. */
  readonly cutOff: boolean;
}

/** A thin line through each moment that somebody pinned a note to. */
export function paintNotes(ctx: CanvasRenderingContext2D, { notes, frame, theme, cutOff }: NotesDrawing): void {
  if (notes.length === 0) return;
  ctx.save();
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = cutOff ? theme.muted : theme.accent;
  const { top, bottom } = frame;
  for (const { t } of notes) {
    const x = Math.round(xOf({ ...frame, min: 0, max: 1 }, t));
    if (x >= frame.left && x <= frame.right) ctx.fillRect(x, top, 1, bottom - top);
  }
  ctx.restore();
}

/** The words of the note under the crosshair, at the top of the plot, where no flag has room to say them. */
export function paintNoteWords(
  ctx: CanvasRenderingContext2D,
  { notes, frame, theme }: NotesDrawing,
  crosshairMs: number | null,
): void {
  if (crosshairMs === null) return;
  const [note, ...others] = notesAt(notes, crosshairMs, frame, frame.right - frame.left);
  if (note === undefined) return;
  ctx.save();
  ctx.font = `500 11px ${theme.font}`;
  const first = note.text.split('\n', 1)[0] ?? '';
  const more = others.length === 0 ? '' : ` +${String(others.length)}`;
  const text = `${cut(ctx, first, Math.min(220, frame.right - frame.left - 48))}${more}`;
  const width = ctx.measureText(text).width + 12;
  const x = xOf({ ...frame, min: 0, max: 1 }, note.t);
  const left = Math.min(Math.max(x + 18, frame.left), frame.right - width);
  ctx.beginPath();
  ctx.roundRect(left, frame.top, width, 18, 4);
  ctx.fillStyle = theme.raised;
  ctx.fill();
  ctx.strokeStyle = theme.lineStrong;
  ctx.stroke();
  ctx.fillStyle = theme.text;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, left + 6, frame.top + 9.5);
  ctx.restore();
}

/** The beginning of a text that fits. */
function cut(ctx: CanvasRenderingContext2D, text: string, widthPx: number): string {
  if (ctx.measureText(text).width <= widthPx) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && ctx.measureText(`${letters.join('')}…`).width > widthPx) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
