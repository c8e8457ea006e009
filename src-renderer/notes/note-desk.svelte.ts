import { createContext } from 'svelte';
import { Fault } from '../../src-shared/fault.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Note } from '../../src-shared/protocol/note.ts';
import type { FetchNotes } from '../link/fetch-notes.ts';
import type { Dashboard } from '../state/model.ts';
import type { TimeRange, TimeSpan } from '../state/time-range.ts';

/** What the dialog shows: all notes of the range, some of them (`ids`), or one to be written or changed. */
export type NoteView =
  | { readonly kind: 'list'; readonly ids: readonly string[] | null }
  | { readonly kind: 'form'; readonly note: Note | null; readonly t: number; readonly from: NoteView | null };

/** What the parts of the page that show notes share. Reactive. */
export interface NoteDesk {
  /** Notes of the range on the charts, oldest first. */
  readonly shown: readonly Note[];
  /** True where the range may hold more notes than are known. */
  readonly capped: boolean;
  /** Why the notes of the range could not be fetched; `null` where they were. */
  readonly problem: Fault | null;
  /** True for an operator. */
  readonly mayAct: boolean;
  /** What the dialog shows; `null` while it is closed. */
  readonly view: NoteView | null;
  /** @param ids default: all of the range */
  readonly showList: (ids?: readonly string[]) => void;
  /** Begins a note. `t` in server time, ms since the epoch; default: under the crosshair, else the newest moment shown. */
  readonly pin: (t?: number) => void;
  readonly edit: (note: Note) => void;
  /** Leaves the form for the list it was opened from, or closes. */
  readonly back: () => void;
  readonly close: () => void;
  /** Resolves when it is kept. Rejects with a Fault. `note` is what was there when the draft was begun. */
  readonly save: (note: Note | null, draft: { readonly t: number; readonly text: string }) => Promise<void>;
  /** Rejects with a Fault. */
  readonly remove: (note: Note) => Promise<void>;
  /** Brings the moment of a note under the crosshair of all charts. */
  readonly jumpTo: (note: Note) => void;
}

/** A desk with the way to fill it. */
export interface FilledNoteDesk extends NoteDesk {
  /** Sees to it that the notes of what is shown are known; called whenever that changes. */
  readonly look: (range: TimeRange, beginning: number) => void;
}

/** Set once by `Page.svelte`. */
export const [getNoteDesk, setNoteDesk] = createContext<NoteDesk>();

/** Time that a range must stand still before it is asked for, so that a drag does not ask at each step, ms. */
const settleMs = 150;
/** Time until a question that failed is asked again, ms. */
const retryMs = 5_000;

/** Makes a desk that knows no notes yet. */
export function createNoteDesk(dashboard: Dashboard, load: FetchNotes): FilledNoteDesk {
  let view = $state.raw<NoteView | null>(null);
  let problem = $state.raw<Fault | null>(null);
  let capped = $state(false);
  /** What the known notes, or those on their way, are of; in which stream; and when a failure may be forgotten. */
  let asked: { readonly span: TimeSpan; readonly beginning: number; readonly untilMs: number } | null = null;
  let request: AbortController | null = null;
  const shown = $derived(dashboard.notes.within(dashboard.range));

  async function ask(span: TimeSpan, beginning: number, waitMs: number, signal: AbortSignal): Promise<void> {
    const isOver = () => signal.aborted;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (isOver()) return;
    const fill = dashboard.notes.expect();
    const to = span.endMs === Infinity ? null : Math.ceil(span.endMs);
    const answer = await load({ from: Math.max(0, Math.floor(span.startMs)), to }, signal);
    if (isOver()) return;
    problem = answer instanceof Fault ? answer : null;
    if (answer instanceof Fault) {
      asked = { span, beginning, untilMs: Date.now() + retryMs };
      return;
    }
    capped = answer.notes.length >= limits.notes.listed;
    fill(answer.notes);
  }

  async function command(type: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    if (dashboard.hello?.role !== 'operator') throw new Fault('forbidden', 'Only an operator can do this.');
    await dashboard.command(type, fields);
  }

  return {
    get shown() {
      return shown;
    },
    get capped() {
      return capped;
    },
    get problem() {
      return problem;
    },
    get mayAct() {
      return dashboard.hello?.role === 'operator';
    },
    get view() {
      return view;
    },
    look(range, beginning) {
      if (beginning === 0) return;
      const before = asked?.beginning === beginning ? asked : null;
      if (before !== null && Date.now() < before.untilMs && covers(before.span, range)) return;
      request?.abort();
      request = new AbortController();
      const span = withMargin(range);
      void ask(span, beginning, before === null ? 0 : settleMs, request.signal);
      asked = { span, beginning, untilMs: Infinity };
    },
    showList(ids) {
      view = { kind: 'list', ids: ids ?? null };
    },
    pin(t) {
      const newestMs = dashboard.range.live ? dashboard.endMs : dashboard.range.endMs;
      view = { kind: 'form', note: null, t: Math.round(t ?? dashboard.crosshairMs ?? newestMs), from: view };
    },
    edit(note) {
      view = { kind: 'form', note, t: note.t, from: view };
    },
    back() {
      view = view?.kind === 'form' ? view.from : null;
    },
    close() {
      view = null;
    },
    async save(note, draft) {
      if (note === null) {
        await command('note.add', draft);
        return;
      }
      // Only what is to be another: somebody else may change the other half at the same moment.
      const now = dashboard.notes.all.find(({ id }) => id === note.id) ?? note;
      const changes = {
        ...(draft.t !== now.t && { t: draft.t }),
        ...(draft.text !== now.text && { text: draft.text }),
      };
      if (Object.keys(changes).length > 0) await command('note.edit', { noteId: note.id, ...changes });
    },
    remove: (note) => command('note.remove', { noteId: note.id }),
    jumpTo({ t }) {
      view = null;
      const { startMs, endMs } = dashboard.range;
      if (t < startMs || t > endMs) {
        const half = (endMs - startMs) / 2;
        dashboard.setRange({ startMs: t - half, endMs: t + half });
      }
      dashboard.crosshairMs = t;
    },
  };
}

/** Half as much again on either side, so that a step to the side needs no question; what is live has no end. */
function withMargin({ startMs, endMs, live }: TimeRange): TimeSpan {
  const margin = (endMs - startMs) / 2;
  return { startMs: startMs - margin, endMs: live ? Infinity : endMs + margin };
}

function covers(outer: TimeSpan, inner: TimeSpan): boolean {
  return outer.startMs <= inner.startMs && outer.endMs >= inner.endMs;
}
