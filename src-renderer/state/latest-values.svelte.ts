import { SvelteMap } from 'svelte/reactivity';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { PageSample } from '../link/incoming.ts';
import { copyOf } from './hello-parts.ts';
import type { Latest } from './model.ts';

/** The newest value of each metric, with its time; reactive. */
export interface LatestValues {
  readonly take: (sample: PageSample) => void;
  /** The value, or the one at the moment of freezing. */
  readonly of: (id: MetricId) => Latest | undefined;
  readonly freeze: (frozen: boolean) => void;
  /** Forgets values that are newer than a moment: the server's clock was set back. */
  readonly setBack: (t: number) => void;
  /** Forgets the metrics that a filter leaves out. */
  readonly keepOnly: (metrics: readonly string[] | undefined) => void;
}

/** Makes an empty store. */
export function createLatestValues(): LatestValues {
  const values = new SvelteMap<MetricId, Latest>();
  let frozen = $state.raw<ReadonlyMap<MetricId, Latest> | null>(null);
  return {
    take({ t, values: read }) {
      for (const [id, value] of read) if (t >= (values.get(id)?.t ?? t)) values.set(id, { t, value });
    },
    of: (id) => (frozen ?? values).get(id),
    freeze(wanted) {
      frozen = wanted ? copyOf(values) : null;
    },
    setBack(t) {
      for (const [id, value] of values) if (value.t > t) values.delete(id);
    },
    keepOnly(metrics) {
      for (const id of values.keys()) if (metrics?.includes(id) === false) values.delete(id);
    },
  };
}
