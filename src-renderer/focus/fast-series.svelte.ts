import { definitionOf, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { FastSample } from '../link/incoming.ts';
import { createListeners } from '../state/listeners.ts';
import { createMetricPoints } from '../state/metric-points.ts';
import type { Latest, MetricBuffer } from '../state/model.ts';

/** What the chart of a focused card shows, ms. */
export const fastWindowMs = 30_000;

/** Words that change more often cannot be read. */
const wordsEveryMs = 250;

/** The fast series of one metric, as far as it is shown. */
export interface FastSeries {
  readonly points: MetricBuffer;
  /** Time of the newest point; `null` before the first. Not reactive: for canvases. */
  readonly endMs: number | null;
  /** The value that the numbers are of, at most four times a second another one; reactive. */
  readonly shown: Latest | undefined;
  /** Time between two points, ms; `null` before the first. Reactive. */
  readonly everyMs: number | null;
  readonly take: (sample: FastSample) => void;
  /** Nothing is taken. Not reactive. */
  readonly isFrozen: boolean;
  /** Keeps the picture as it is, whatever comes in, or lets it go on with what comes next. */
  readonly freeze: (frozen: boolean) => void;
  /** Not reactive: for canvases. */
  readonly onPoints: (listener: () => void) => () => void;
}

/** Makes an empty one. */
export function createFastSeries(id: MetricId): FastSeries {
  const points = createMetricPoints(definitionOf(id));
  const listeners = createListeners();
  let shown = $state.raw<Latest>();
  let everyMs = $state<number | null>(null);
  let newestMs: number | null = null;
  let isFrozen = false;

  return {
    points,
    get endMs() {
      return newestMs;
    },
    get shown() {
      return shown;
    },
    get everyMs() {
      return everyMs;
    },
    take({ t, everyMs: period, values }) {
      const value = values.get(id);
      if (value === undefined || isFrozen) return;
      // The server's clock was set back: what lies after is not of this time.
      if (newestMs !== null && t < newestMs) points.trimAfter(t);
      newestMs = t;
      everyMs = period;
      points.insert(t, value, period);
      points.trimBefore(t - fastWindowMs - wordsEveryMs);
      if (shown === undefined || Math.abs(t - shown.t) >= wordsEveryMs) shown = { t, value };
      listeners.tell();
    },
    get isFrozen() {
      return isFrozen;
    },
    freeze(frozen) {
      isFrozen = frozen;
    },
    onPoints: listeners.add,
  };
}
