import { Fault } from '../../src-shared/fault.ts';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { FetchHistory } from '../link/fetch-history.ts';
import { planBuckets, type TierFacts } from './bucket-plan.ts';
import { createBucketPoints, type BucketPoints } from './bucket-points.ts';
import { createClosedCache } from './closed-cache.ts';
import type { MetricBuffer, PastState, ShownMetric } from './model.ts';
import { createTurns } from './turns.ts';
import type { TimeRange } from './time-range.ts';

/** Requests under way at once: a browser has six connections to a server, and the stream needs one. */
const atOnce = 3;

/** A live range is read anew after ten of its buckets, but not sooner or later than this, ms. */
const refreshMs = { min: 30_000, max: 600_000, buckets: 10 };

/** A failure is tried again by itself after this, ms; where the server only asks to wait a moment, sooner. */
const againMs = { failed: 15_000, busy: 1_500 };

/** Points of a metric whose width is not known. */
const pointsUnseen = 300;

/** What the shown range needs of the history. */
export interface PastNeed {
  readonly range: TimeRange;
  readonly metrics: readonly ShownMetric[];
  /** Newest sample that has come in, server time. */
  readonly newestMs: number;
  readonly tiers: readonly TierFacts[];
  /** Oldest moment of which anything is kept; `null` where nothing is. */
  readonly beganMs: number | null;
  /** Expected time between two stored values. */
  readonly periodOf: (metric: ShownMetric) => number;
  readonly keeps: (id: MetricId, key: string) => boolean;
  /** A live range that stands still for now: paused, hidden or cut off. */
  readonly still: boolean;
}

/** Stored values for the shown range. */
export interface PastReader {
  readonly state: () => PastState;
  /** Reads what is missing for a need; `null` where samples fill the range. Cheap to call again. */
  readonly look: (need: PastNeed | null) => void;
  /** The buckets of a metric, samples joined; `null` where none are needed or there yet. */
  readonly points: (id: MetricId, samples: MetricBuffer) => MetricBuffer | null;
  readonly drawnAt: (id: MetricId, widthPx: number) => void;
  /** What was read may be old: the connection was away. */
  readonly renew: () => void;
  /** Forgets everything: other instances are wanted, or the server's clock was set back. */
  readonly clear: () => void;
}

/** An entry for which nothing is under way. */
const settled = { live: false, request: null, quiet: true, problem: null, triedAtMs: 0 } as const;

interface Entry {
  readonly key: string;
  readonly points: BucketPoints | null;
  readonly live: boolean;
  /** Newest sample when it was asked for. */
  readonly askedAtMs: number;
  readonly request: AbortController | null;
  /** It only brings up to date what is shown already. */
  readonly quiet: boolean;
  readonly problem: Fault | null;
  readonly triedAtMs: number;
}

/**
 * Makes a reader that needs nothing.
 * @param changed told when the points or the state are others
 * @param nowMs a clock that never jumps, ms
 */
export function createPastReader(fetch: FetchHistory, changed: () => void, nowMs: () => number): PastReader {
  const entries = new Map<MetricId, Entry>();
  const widths = new Map<MetricId, number>();
  const closed = createClosedCache();
  const turns = createTurns(atOnce);
  let need: PastNeed | null = null;

  const pointsOf = (id: MetricId) => Math.max(pointsUnseen, Math.ceil((widths.get(id) ?? 0) / 100) * 100);

  const load = async (metric: ShownMetric, key: string, wanted: PastNeed): Promise<void> => {
    const { id } = metric;
    const { range, newestMs, keeps } = wanted;
    const request = new AbortController();
    const before = entries.get(id);
    before?.request?.abort();
    const entry: Entry = {
      key,
      points: before?.points ?? null,
      live: range.live,
      askedAtMs: newestMs,
      request,
      quiet: before?.key === key && before.points !== null,
      problem: null,
      triedAtMs: nowMs(),
    };
    entries.set(id, entry);
    const plan = planBuckets(range, pointsOf(id), newestMs, wanted.tiers);
    const series = Object.keys(metric.series).map((field) => `${id}.${field}`);
    const answer = await turns.take(
      () => fetch({ series, from: plan.from, to: plan.to, points: plan.points }, request.signal),
      request.signal,
    );
    if (request.signal.aborted || entries.get(id) !== entry || answer === null) return;
    if (answer instanceof Fault) {
      entries.set(id, { ...entry, request: null, problem: answer, triedAtMs: nowMs() });
    } else {
      const untilMs = Math.min(plan.to, newestMs + 1);
      const points = createBucketPoints({
        answer,
        periodMs: wanted.periodOf(metric),
        untilMs,
        live: range.live,
        keeps: (column) => keeps(id, column),
      });
      entries.set(id, { ...entry, points, request: null });
      if (!range.live) closed.put(`${id} ${key}`, points);
    }
    changed();
  };

  const isDue = (entry: Entry, wanted: PastNeed): boolean => {
    if (entry.problem !== null) return nowMs() - entry.triedAtMs > (isBusy(entry) ? againMs.busy : againMs.failed);
    if (!entry.live || wanted.still) return false;
    const buckets = (entry.points?.buckets.stepMs ?? 0) * refreshMs.buckets;
    return wanted.newestMs - entry.askedAtMs > Math.min(refreshMs.max, Math.max(refreshMs.min, buckets));
  };

  const look = (next: PastNeed | null) => {
    const wasNeeded = need !== null;
    need = next;
    if (next === null) {
      if (!wasNeeded) return;
      for (const { request } of entries.values()) request?.abort();
      entries.clear();
      changed();
      return;
    }
    const { range } = next;
    const name = range.live
      ? `live ${String(Math.round(range.endMs - range.startMs))}`
      : `${String(range.startMs)} ${String(range.endMs)}`;
    let moved = false;
    for (const metric of next.metrics) {
      const key = `${name} ${String(pointsOf(metric.id))}`;
      const entry = entries.get(metric.id);
      if (entry?.key === key && (entry.request !== null || !isDue(entry, next))) continue;
      moved = true;
      const known = entry?.key === key ? null : closed.get(`${metric.id} ${key}`);
      if (known === null) {
        void load(metric, key, next);
        continue;
      }
      entry?.request?.abort();
      entries.set(metric.id, { ...settled, key, points: known, askedAtMs: next.newestMs });
    }
    if (moved) changed();
  };
  const again = (isMeant: (entry: Entry) => boolean) => {
    if (need === null) return;
    for (const metric of need.metrics) {
      const entry = entries.get(metric.id);
      if (entry !== undefined && isMeant(entry)) void load(metric, entry.key, need);
    }
    changed();
  };

  const state = (): PastState => {
    const told = need === null ? [] : [...entries.values()];
    const problem = told.find((entry) => entry.problem !== null && !isBusy(entry))?.problem?.message ?? null;
    const loading = told.some((entry) => isBusy(entry) || (entry.request !== null && !entry.quiet));
    const phase = told.length === 0 ? 'samples' : loading ? 'loading' : problem === null ? 'ready' : 'failed';
    return {
      phase,
      problem,
      beganMs: told.length === 0 || need === null ? null : need.beganMs,
      retry: () => {
        again((entry) => entry.problem !== null);
      },
    };
  };

  return {
    state,
    look,
    points(id, samples) {
      const entry = entries.get(id);
      if (entry?.points === null || entry === undefined) return null;
      if (entry.live) entry.points.join(samples);
      return entry.points;
    },
    drawnAt(id, widthPx) {
      const before = pointsOf(id);
      widths.set(id, Math.max(widthPx, widths.get(id) ?? 0));
      if (pointsOf(id) !== before && need !== null) look(need);
    },
    renew() {
      again((entry) => entry.live || entry.problem !== null);
    },
    clear() {
      closed.clear();
      for (const { request } of entries.values()) request?.abort();
      entries.clear();
      look(need);
    },
  };
}

function isBusy({ problem }: Entry): boolean {
  return problem?.code === 'too_many';
}
