import type { Note } from '../../src-shared/protocol/note.ts';
import { timeOfDay } from '../alerts/time-of-day.ts';

const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;

/** The moment of a note to the second, with the day where it is another one than today. */
export function noteTime(t: number, nowMs: number): string {
  const clock = new Date(t).toLocaleTimeString(undefined, time);
  if (new Date(t).toDateString() === new Date(nowMs).toDateString()) return clock;
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  return `${new Date(t).toLocaleDateString(undefined, day)} ${clock}`;
}

/** The first line of a note, for where there is room for one. */
export function noteTitle({ text }: Pick<Note, 'text'>): string {
  return text.split('\n', 1)[0] ?? text;
}

/** Some notes at one place of a chart, in words. */
export function flagWords(notes: readonly Note[], nowMs: number): string {
  const [only] = notes;
  if (only === undefined) return '';
  if (notes.length === 1) return `Note at ${timeOfDay(only.t, nowMs)}: ${only.text}`;
  return `${String(notes.length)} notes from ${timeOfDay(only.t, nowMs)}: ${notes.map(noteTitle).join(', ')}`;
}
