import type { TimeSpan } from '../state/time-range.ts';
import { untrack } from 'svelte';
import { Fault } from '../../src-shared/fault.ts';
import type { HistoryAnswer, SeriesSummary } from '../../src-shared/protocol/history.ts';
import type { FetchHistory } from '../link/fetch-history.ts';
import type { Comparison } from '../state/view-address.ts';
import { brushSpan } from './brush-window.ts';
import { comparisonChoices, shiftOf } from './compare-words.ts';

/** What a large chart shows now. Times in server time. */
export interface DetailQuestion extends TimeSpan {
  /** Public names; the first is the one that figures and comparison speak of. */
  readonly series: readonly string[];
  readonly live: boolean;
  readonly compare: Comparison | null;
  readonly nowMs: number;
}

/** What is asked for around a large chart, beside the lines that every chart draws. Reactive. */
export interface DetailData {
  /** Of the first series; `undefined` while it is asked for, `null` where nothing is kept. */
  readonly summary: SeriesSummary | null | undefined;
  /** Why the last question was refused; `null` while all is well. */
  readonly problem: Fault | null;
  /** The other day at its own times; `null` without a comparison. */
  readonly compared: HistoryAnswer | null;
  /** For which days something is kept; `null` while that is not known. */
  readonly keptComparisons: readonly Comparison[] | null;
  /** The first series over the whole strip; `null` while it is asked for. */
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
 */
export function createDetailData(read: () => DetailQuestion, history: FetchHistory): DetailData {
  let summary = $state.raw<SeriesSummary | null | undefined>(undefined);
  let problem = $state.raw<Fault | null>(null);
  let compared = $state.raw<HistoryAnswer | null>(null);
  let keptComparisons = $state.raw<readonly Comparison[] | null>(null);
  let strip = $state.raw<HistoryAnswer | null>(null);
  let stripSpan = $state.raw<TimeSpan>(untrack(() => brushSpan(read(), read().nowMs)));
  let keptInstances = $state.raw<readonly string[]>([]);

  const question = $derived(read());
  const first = $derived(question.series[0] ?? '');
  const spanMs = $derived(question.endMs - question.startMs);
  /** A moving range counts as the same for a while; as text, so that equal ones are equal. */
  const rangeKey = (everyMs: number) =>
    question.live
      ? `live ${String(Math.round(spanMs))} ${String(Math.floor(question.endMs / everyMs))}`
      : `${String(question.startMs)} ${String(question.endMs)}`;
  const summaryKey = $derived(`${first} ${rangeKey(refreshMs(spanMs))}`);
  const comparedKey = $derived(
    question.compare === null ? null : `${first} ${question.compare} ${rangeKey(refreshMs(spanMs) * 5)}`,
  );
  const keptKey = $derived(`${first} ${rangeKey(5 * minuteMs)}`);
  const stripKey = $derived.by(() => {
    const wanted = brushSpan(question, question.nowMs);
    const lengthMs = wanted.endMs - wanted.startMs;
    return `${first} ${String(lengthMs)} ${String(Math.floor(question.nowMs / (lengthMs / 2_000)))}`;
  });

  let lastSeries = '';

  $effect(() => {
    if (summaryKey === '' || first === '') return;
    const asking = new AbortController();
    untrack(() => {
      if (lastSeries !== first) summary = undefined;
      lastSeries = first;
      const { startMs: from, endMs: to } = question;
      void history(
        { series: [first], from: Math.floor(from), to: Math.ceil(to), points: 1, summary: true },
        asking.signal,
      ).then((answer) => {
        if (asking.signal.aborted) return;
        problem = answer instanceof Fault ? answer : null;
        summary = answer instanceof Fault ? null : (answer.series[0]?.summary ?? null);
      });
    });
    return () => {
      asking.abort();
    };
  });

  $effect(() => {
    if (comparedKey === null || first === '') {
      compared = null;
      return;
    }
    const asking = new AbortController();
    untrack(() => {
      const { startMs, endMs, compare } = question;
      if (compare === null) return;
      const shiftMs = shiftOf(compare);
      // A moving range goes on for a while before it is asked again.
      const ahead = question.live ? refreshMs(spanMs) * 5 : 0;
      const [from, to] = [Math.floor(startMs - shiftMs), Math.ceil(endMs - shiftMs + ahead)];
      void history({ series: [first], from, to, points: chartPoints, summary: true }, asking.signal).then((answer) => {
        if (!asking.signal.aborted) compared = answer instanceof Fault ? null : answer;
      });
    });
    return () => {
      asking.abort();
    };
  });

  $effect(() => {
    if (keptKey === '' || first === '') return;
    const asking = new AbortController();
    untrack(() => {
      const { startMs, endMs } = question;
      const base = first.replace(/@.*$/su, '');
      const looks = comparisonChoices.map(async ({ comparison, shiftMs }) => {
        const [from, to] = [Math.floor(startMs - shiftMs), Math.ceil(endMs - shiftMs)];
        return isKept(await history({ series: [first], from, to, points: 1 }, asking.signal)) ? [comparison] : [];
      });
      void Promise.all(looks).then((found) => {
        if (!asking.signal.aborted) keptComparisons = found.flat();
      });
      if (base === first) return;
      const [from, to] = [Math.floor(startMs), Math.ceil(endMs)];
      void history({ series: [base], from, to, points: 1 }, asking.signal).then((answer) => {
        if (asking.signal.aborted || answer instanceof Fault) return;
        keptInstances = answer.series.map(({ series }) => series.slice(series.indexOf('@') + 1));
      });
    });
    return () => {
      asking.abort();
    };
  });

  $effect(() => {
    if (stripKey === '' || first === '') return;
    const asking = new AbortController();
    untrack(() => {
      const span = brushSpan(question, question.nowMs);
      stripSpan = span;
      const [from, to] = [Math.floor(span.startMs), Math.ceil(span.endMs)];
      void history({ series: [first], from, to, points: chartPoints }, asking.signal).then((answer) => {
        if (!asking.signal.aborted && !(answer instanceof Fault)) strip = answer;
      });
    });
    return () => {
      asking.abort();
    };
  });

  return {
    get summary() {
      return summary;
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
