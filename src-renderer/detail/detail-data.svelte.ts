import type { TimeSpan } from '../state/time-range.ts';
import { untrack } from 'svelte';
import { Fault } from '../../src-shared/fault.ts';
import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import type { FetchHistory } from '../link/fetch-history.ts';
import { daysLater } from '../charts/days-later.ts';
import type { Comparison } from '../state/view-address.ts';
import { brushSpan } from './brush-window.ts';
import { comparisonChoices, daysBack } from './compare-words.ts';
import type { Figures } from './stat-cells.ts';

/** What a large chart shows now. Times in server time. */
export interface DetailQuestion extends TimeSpan {
  /** Public names; none while nothing is to be asked yet. */
  readonly series: readonly string[];
  /** The one that the strip shows. */
  readonly chosen: string;
  /** False where the server keeps nothing: then there is no other day, and no strip. */
  readonly kept: boolean;
  readonly live: boolean;
  readonly compare: Comparison | null;
  readonly nowMs: number;
}

/** What is asked for around a large chart, beside the lines that every chart draws. Reactive. */
export interface DetailData {
  /** Of one of the series, by its public name. */
  readonly figuresOf: (series: string) => Figures;
  /** Why the last question was refused; `null` while all is well. */
  readonly problem: Fault | null;
  /** The other day of all series at its own times; `null` without a comparison. */
  readonly compared: HistoryAnswer | null;
  /** For which days something is kept; `null` while that is not known. */
  readonly keptComparisons: readonly Comparison[] | null;
  /** The chosen series over the whole strip; `null` while it is asked for. */
  readonly strip: HistoryAnswer | null;
  readonly stripSpan: TimeSpan;
  /** Instances of the series for which something is kept in the range, also those that are gone by now. */
  readonly keptInstances: readonly string[];
}

const chartPoints = 600;
const minuteMs = 60_000;

/** How often the figures of a moving range are asked for anew, ms. */
function refreshMs(spanMs: number): number {
  return Math.min(minuteMs, Math.max(2_000, spanMs / 300));
}

function isKept(answer: HistoryAnswer | Fault): boolean {
  return !(answer instanceof Fault) && answer.series.some(({ avg }) => avg.some((value) => value !== null));
}

/**
 * Asks for all that stands around a large chart; questions that are overtaken are taken back. To be called while a
 * component is being made.
 * @param read reactive
 */
export function createDetailData(read: () => DetailQuestion, history: FetchHistory): DetailData {
  let summed = $state.raw<HistoryAnswer | null | undefined>(undefined);
  let problem = $state.raw<Fault | null>(null);
  let compared = $state.raw<HistoryAnswer | null>(null);
  let keptComparisons = $state.raw<readonly Comparison[] | null>(null);
  let strip = $state.raw<HistoryAnswer | null>(null);
  let stripSpan = $state.raw<TimeSpan>(untrack(() => brushSpan(read(), read().nowMs)));
  let keptInstances = $state.raw<readonly string[]>([]);

  const question = $derived(read());
  const all = $derived(question.series.join(' '));
  const spanMs = $derived(question.endMs - question.startMs);
  /** A moving range counts as the same for a while; as text, so that equal ones are equal. */
  const rangeKey = (everyMs: number) =>
    question.live
      ? `live ${String(Math.round(spanMs))} ${String(Math.floor(question.endMs / everyMs))}`
      : `${String(question.startMs)} ${String(question.endMs)}`;
  /** Empty where nothing is to be asked. */
  const summaryKey = $derived(all === '' ? '' : `${all} ${rangeKey(refreshMs(spanMs))}`);
  const mayLookBack = $derived(all !== '' && question.kept);
  const comparedKey = $derived(
    mayLookBack && question.compare !== null ? `${all} ${question.compare} ${rangeKey(refreshMs(spanMs) * 5)}` : '',
  );
  const keptKey = $derived(mayLookBack ? `${all} ${rangeKey(5 * minuteMs)}` : '');
  const stripKey = $derived.by(() => {
    if (!mayLookBack) return '';
    const wanted = brushSpan(question, question.nowMs);
    const lengthMs = wanted.endMs - wanted.startMs;
    return `${question.chosen} ${String(lengthMs)} ${String(Math.floor(question.nowMs / (lengthMs / 2_000)))}`;
  });

  /** Runs `ask` whenever a key becomes another one that is not empty; what it asked before is taken back. */
  const whenever = (key: () => string, ask: (signal: AbortSignal) => void) => {
    $effect(() => {
      if (key() === '') return;
      const asking = new AbortController();
      untrack(() => {
        ask(asking.signal);
      });
      return () => {
        asking.abort();
      };
    });
  };

  let lastAll = '';
  whenever(
    () => summaryKey,
    (signal) => {
      if (lastAll !== all) summed = undefined;
      lastAll = all;
      const [from, to] = [Math.floor(question.startMs), Math.ceil(question.endMs)];
      void history({ series: question.series, from, to, points: 1, summary: true }, signal).then((answer) => {
        if (signal.aborted) return;
        problem = answer instanceof Fault ? answer : null;
        summed = answer instanceof Fault ? null : answer;
      });
    },
  );

  $effect(() => {
    if (comparedKey === '') compared = null;
  });
  whenever(
    () => comparedKey,
    (signal) => {
      const { startMs, endMs, compare, series } = question;
      if (compare === null) return;
      const before = (ms: number): number => daysLater(ms, -daysBack(compare));
      // A moving range goes on for a while before it is asked again.
      const ahead = question.live ? refreshMs(spanMs) * 5 : 0;
      const [from, to] = [Math.floor(before(startMs)), Math.ceil(before(endMs) + ahead)];
      void history({ series, from, to, points: chartPoints, summary: true }, signal).then((answer) => {
        if (!signal.aborted) compared = answer instanceof Fault ? null : answer;
      });
    },
  );

  whenever(
    () => keptKey,
    (signal) => {
      const { startMs, endMs, series } = question;
      const looks = comparisonChoices.map(async ({ comparison, days }) => {
        const [from, to] = [Math.floor(daysLater(startMs, -days)), Math.ceil(daysLater(endMs, -days))];
        return isKept(await history({ series, from, to, points: 1 }, signal)) ? [comparison] : [];
      });
      void Promise.all(looks).then((found) => {
        if (!signal.aborted) keptComparisons = found.flat();
      });
      const [first = ''] = series;
      const base = first.replace(/@.*$/su, '');
      if (base === first) return;
      const [from, to] = [Math.floor(startMs), Math.ceil(endMs)];
      void history({ series: [base], from, to, points: 1 }, signal).then((answer) => {
        if (signal.aborted || answer instanceof Fault) return;
        keptInstances = answer.series.map((one) => one.series.slice(one.series.indexOf('@') + 1));
      });
    },
  );

  let lastChosen = '';
  whenever(
    () => stripKey,
    (signal) => {
      const { chosen } = question;
      if (lastChosen !== chosen) strip = null;
      lastChosen = chosen;
      const span = brushSpan(question, question.nowMs);
      stripSpan = span;
      const [from, to] = [Math.floor(span.startMs), Math.ceil(span.endMs)];
      void history({ series: [chosen], from, to, points: chartPoints }, signal).then((answer) => {
        if (!signal.aborted && !(answer instanceof Fault)) strip = answer;
      });
    },
  );

  return {
    figuresOf(series) {
      if (summed === undefined || summed === null) return summed;
      return summed.series.find((one) => one.series === series)?.summary ?? null;
    },
    get problem() {
      return problem;
    },
    get compared() {
      return compared;
    },
    get keptComparisons() {
      return keptComparisons;
    },
    get strip() {
      return strip;
    },
    get stripSpan() {
      return stripSpan;
    },
    get keptInstances() {
      return keptInstances;
    },
  };
}
