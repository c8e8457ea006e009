import { Fault } from '../../src-shared/fault.ts';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import type { FetchHistory } from '../link/fetch-history.ts';
import { answerColumns } from './answer-columns.ts';
import { pointsAtMost } from './bucket-plan.ts';
import { firstStored, type Lacking, missingStretches } from './missing-stretches.ts';
import type { ShownMetric } from './model.ts';
import type { SampleStore } from './sample-store.ts';
import type { TimeSpan } from './time-range.ts';
import { createTurns } from './turns.ts';

/** Requests under way at once; the stream and the reading of long ranges need connections too. */
const atOnce = 2;

/** Resolution of the finest tier, ms. */
const finestMs = 1_000;

/** A request that failed is made again after this, ms; where the server only asks to wait a moment, sooner. */
const againMs = { failed: 15_000, busy: 1_500 };

/** What the page's samples should hold. */
export interface RefillNeed {
  readonly metrics: readonly ShownMetric[];
  /** Server time: from the beginning of what is kept to the newest sample. */
  readonly span: TimeSpan;
  /** Expected time between two values. */
  readonly periodOf: (metric: ShownMetric) => number;
  readonly keeps: (id: MetricId, key: string) => boolean;
}

/** Fills what the page's samples lack, and the server's ring no longer holds, from the history. */
export interface Refill {
  /** Something may be missing: the next look asks for it, once for each metric that lacks something. */
  readonly due: () => void;
  /** Asks if it is due, or again for what failed; `null` while nobody can be asked. Cheap to call often. */
  readonly look: (need: RefillNeed | null) => void;
  /** The answers under way are of no use: the samples are others now, or of another time. */
  readonly restart: () => void;
}

/**
 * Makes a refill that is not due.
 * @param onPoints told after points were added
 * @param nowMs a clock that never jumps, ms
 */
export function createRefill(
  fetch: FetchHistory,
  buffers: SampleStore['buffers'],
  onPoints: () => void,
  nowMs: () => number,
): Refill {
  const turns = createTurns(atOnce);
  let isDue = false;
  let running: AbortController | null = null;
  /** Those whose request failed. */
  let failed: ReadonlySet<MetricId> = new Set();
  let againAtMs = 0;

  const ask = async (metric: ShownMetric, need: RefillNeed, signal: AbortSignal): Promise<Fault | null> => {
    const { id } = metric;
    const buffer = buffers.get(id);
    if (buffer === undefined) return null;
    // A server that reads more often than once a second keeps one row of a second.
    const sampledMs = need.periodOf(metric);
    const periodMs = Math.max(finestMs, sampledMs);
    const lacking = { sampledMs, storedMs: periodMs };
    const missing = missingStretches(buffer, need.span, lacking);
    const first = missing[0];
    const last = missing.at(-1);
    if (first === undefined || last === undefined) return null;
    const from = Math.floor(first.startMs / periodMs) * periodMs;
    const to = Math.ceil(last.endMs / periodMs) * periodMs;
    const points = Math.min(pointsAtMost, Math.ceil((to - from) / periodMs) + 1);
    const series = Object.keys(metric.series).map((field) => `${id}.${field}`);
    const answer = await turns.take(() => fetch({ series, from, to, points }, signal), signal);
    if (signal.aborted || answer === null) return null;
    if (answer instanceof Fault) return answer;
    // Samples may have come in meanwhile: what is missing now counts.
    const still = missingStretches(buffer, need.span, lacking);
    let isMore = false;
    for (const [t, readings] of readingsWithin(answer, still, lacking, (key) => need.keeps(id, key))) {
      buffer.insertReadings(t, readings, Math.max(periodMs, answer.step));
      isMore = true;
    }
    if (isMore) onPoints();
    return null;
  };

  const run = async (metrics: readonly ShownMetric[], need: RefillNeed, abort: AbortController): Promise<void> => {
    const faults = await Promise.all(metrics.map((metric) => ask(metric, need, abort.signal)));
    if (running !== abort) return;
    running = null;
    failed = new Set(metrics.flatMap(({ id }, index) => (faults[index] instanceof Fault ? [id] : [])));
    const isBusy = faults.every((fault) => fault === null || fault.code === 'too_many');
    againAtMs = nowMs() + (isBusy ? againMs.busy : againMs.failed);
  };

  return {
    due() {
      isDue = true;
    },
    look(need) {
      if (need === null || running !== null) return;
      const isAgain = failed.size > 0 && nowMs() >= againAtMs;
      if (!isDue && !isAgain) return;
      const metrics = isDue ? need.metrics : need.metrics.filter(({ id }) => failed.has(id));
      isDue = false;
      failed = new Set();
      running = new AbortController();
      void run(metrics, need, running);
    },
    restart() {
      if (running === null) return;
      running.abort();
      running = null;
      isDue = true;
    },
  };
}

/** The averages of the buckets that lie wholly in a missing stretch, by the middle of the bucket. */
function* readingsWithin(
  answer: HistoryAnswer,
  missing: readonly TimeSpan[],
  lacking: Lacking,
  keeps: (key: string) => boolean,
): Iterable<readonly [number, ReadonlyMap<string, number>]> {
  const columns = answerColumns(answer, keeps);
  const open = missing.map(({ startMs, endMs }) => ({ startMs: firstStored(startMs, lacking), endMs }));
  for (const [index, t] of answer.t.entries()) {
    // A bucket whose time holds a sample of the page's own, at either end, has nothing to add.
    if (!open.some(({ startMs, endMs }) => t >= startMs && t + answer.step <= endMs)) continue;
    const readings = new Map<string, number>();
    for (const { key, avg } of columns) {
      const value = avg[index];
      if (typeof value === 'number') readings.set(key, value);
    }
    if (readings.size > 0) yield [t + answer.step / 2, readings];
  }
}
