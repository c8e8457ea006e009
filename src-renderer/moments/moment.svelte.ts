import { createContext } from 'svelte';
import { Fault } from '../../src-shared/fault.ts';
import type { SeriesColour } from '../../src-shared/metrics/definition.ts';
import type { HistoryAnswer, ProcessesThen } from '../../src-shared/protocol/history.ts';
import type { FetchHistory } from '../link/fetch-history.ts';
import type { fetchProcessesThen } from '../link/fetch-processes-then.ts';
import { bucketAt, peakOf, seriesOfSubject, valueInBucket, type MomentSubject } from './moment-values.ts';

/** A value of one line at the chosen moment. */
export interface MomentValue {
  readonly label: string;
  readonly colour: SeriesColour;
  readonly value: number | null;
}

/** What is known of the processes of the chosen moment; a text says why nothing is. */
export type MomentProcesses = ProcessesThen | Fault | null;

/** The moment that somebody chose on a chart. Reactive. */
export interface Moments {
  /** ms since the epoch; `null` while none is chosen. */
  readonly atMs: number | null;
  readonly subject: MomentSubject | null;
  /** `null` while they are asked for. */
  readonly values: readonly MomentValue[] | null;
  /** How finely values are kept there, ms; `null` until known. */
  readonly stepMs: number | null;
  /** `null` while they are asked for. */
  readonly processes: MomentProcesses;
  /** Counts the choices; the panel takes the focus with each. */
  readonly opened: number;
  /**
   * @param withinMs length of the bucket that begins there, of which the highest moment is meant; 0 for the moment itself
   */
  readonly choose: (subject: MomentSubject, atMs: number, withinMs: number) => Promise<void>;
  /** To the next or the previous value that can be kept. */
  readonly step: (direction: 1 | -1) => void;
  readonly close: () => void;
}

/** Where answers come from, and who is told. */
export interface MomentParts {
  readonly history: FetchHistory;
  readonly processes: typeof fetchProcessesThen;
  /** Told of each moment that is shown, and of `null` once none is. */
  readonly onChange: (atMs: number | null) => void;
  /** Remembers what has the focus, and returns the way to give it back; `null` where nothing has it. */
  readonly keepFocus: () => (() => void) | null;
}

/** Set once by `Page.svelte`. */
export const [getMoments, setMoments] = createContext<Moments>();

/** The finest resolution that is kept, ms. */
const finestMs = 1_000;
/** Values around a moment that are asked for at once: steps within them need no answer. */
const aroundMs = 60_000;
const mostPoints = 2_000;

/** Makes a page on which no moment is chosen. */
export function createMoments({ history, processes: askProcesses, onChange, keepFocus }: MomentParts): Moments {
  let atMs = $state<number | null>(null);
  let subject = $state.raw<MomentSubject | null>(null);
  let around = $state.raw<HistoryAnswer | null>(null);
  let processes = $state.raw<MomentProcesses>(null);
  let opened = $state(0);
  let giveBack: (() => void) | null = null;
  let asking = new AbortController();

  const values = $derived.by((): readonly MomentValue[] | null => {
    if (atMs === null || subject === null || (around === null && processes === null)) return null;
    const { metric, lines } = subject;
    const answer = around;
    const index = answer === null ? -1 : bucketAt(answer, atMs);
    return lines.map((line) => {
      const value = answer === null ? null : valueInBucket(answer, metric, line, index);
      return { label: line.label, colour: line.colour, value };
    });
  });

  const ask = async (of: MomentSubject, from: number, to: number, signal: AbortSignal) => {
    const points = Math.min(mostPoints, Math.max(1, Math.round((to - from) / finestMs)));
    const answer = await history({ series: seriesOfSubject(of), from, to, points }, signal);
    return answer instanceof Fault ? null : answer;
  };

  /** Shows a moment of the subject in force; asks for what is not known yet. */
  const show = async (ms: number, of: MomentSubject, signal: AbortSignal): Promise<void> => {
    atMs = ms;
    processes = null;
    onChange(ms);
    const known = around !== null && bucketAt(around, ms) >= 0;
    const [answer, found] = await Promise.all([
      known ? around : ask(of, floorTo(ms - aroundMs), floorTo(ms + aroundMs), signal),
      askProcesses(ms, signal),
    ]);
    if (signal.aborted) return;
    around = answer ?? around;
    processes = found;
  };
  const begin = (): AbortSignal => {
    asking.abort();
    asking = new AbortController();
    return asking.signal;
  };

  return {
    get atMs() {
      return atMs;
    },
    get subject() {
      return subject;
    },
    get values() {
      return values;
    },
    get stepMs() {
      return around?.step ?? null;
    },
    get processes() {
      return processes;
    },
    get opened() {
      return opened;
    },
    async choose(of, ms, withinMs) {
      const signal = begin();
      giveBack = keepFocus();
      // A moment that the address names takes no focus from nobody.
      if (giveBack !== null) opened += 1;
      subject = of;
      around = null;
      atMs = ms;
      processes = null;
      const within = withinMs > finestMs ? await ask(of, ms, ms + withinMs, signal) : null;
      if (signal.aborted) return;
      const peak = within === null ? null : peakOf(within, of);
      await show(peak ?? ms, of, signal);
    },
    step(direction) {
      if (atMs === null || subject === null) return;
      void show(atMs + direction * (around?.step ?? finestMs), subject, begin());
    },
    close() {
      begin();
      if (atMs === null) return;
      atMs = null;
      subject = null;
      around = null;
      processes = null;
      onChange(null);
      giveBack?.();
      giveBack = null;
    },
  };
}

/** Buckets begin at multiples of the resolution: a range that does too has no half one. */
function floorTo(ms: number): number {
  return Math.floor(ms / finestMs) * finestMs;
}
