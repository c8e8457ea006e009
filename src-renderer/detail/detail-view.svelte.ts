import { untrack } from 'svelte';
import type { SeriesDefinition } from '../../src-shared/metrics/definition.ts';
import { definitionOf } from '../../src-shared/metrics/registry.ts';
import { formatSeries } from '../../src-shared/metrics/series.ts';
import type { Dashboard, ShownMetric } from '../state/model.ts';
import { seriesOf, type DetailView } from '../state/view-address.ts';
import { firstView, hasInstances, liveInstances, sortedNames, viewTitle } from './series-choices.ts';

/** What one large chart is of. Reactive. */
export interface LargeChart {
  readonly metric: ShownMetric;
  readonly definition: SeriesDefinition | undefined;
  /** The series stands for several numbers. */
  readonly many: boolean;
  /** What the address names, with an instance where it names none. */
  readonly view: DetailView;
  readonly title: string;
  /** Public names of the lines. */
  readonly series: readonly string[];
  /** The instance that comparison and strip speak of; `null` for a series without any. */
  readonly chosen: string | null;
  readonly choose: (instance: string) => void;
  /** Every instance that is known, in the order that gives them their colours. */
  readonly all: readonly string[];
  /** Public name of a line. */
  readonly nameOf: (instance: string | null) => string;
}

/**
 * Derives it from what the address names.
 * @param wanted reactive, as is `kept`
 * @param kept instances that the history knows, also those that are gone by now
 */
export function createLargeChart(
  dashboard: Dashboard,
  wanted: () => DetailView,
  kept: () => readonly string[],
): LargeChart {
  let picked = $state<string | null>(null);
  const metric = $derived(dashboard.shown.find(({ id }) => id === wanted().metric) ?? definitionOf(wanted().metric));
  const many = $derived(hasInstances(metric, wanted().field));
  const view = $derived(
    many && wanted().instances.length === 0 ? (firstView(dashboard, metric, wanted().field) ?? wanted()) : wanted(),
  );
  // Equal names are the same list: the highest instance of a moment must not become another question each second.
  const seriesKey = $derived(JSON.stringify(seriesOf(view)));
  const series = $derived.by(() => (seriesKey === '' ? [] : untrack(() => seriesOf(view))));
  const chosen = $derived(picked !== null && view.instances.includes(picked) ? picked : (view.instances[0] ?? null));
  const instances = $derived(
    sortedNames([...liveInstances(dashboard, metric, view.field), ...kept(), ...view.instances]),
  );
  const instanceKey = $derived(JSON.stringify(instances));
  const all = $derived.by(() => (instanceKey === '' ? [] : untrack(() => instances)));
  return {
    get metric() {
      return metric;
    },
    get definition() {
      return metric.series[view.field];
    },
    get many() {
      return many;
    },
    get view() {
      return view;
    },
    get title() {
      return viewTitle(view);
    },
    get series() {
      return series;
    },
    get chosen() {
      return chosen;
    },
    choose(instance) {
      picked = instance;
    },
    get all() {
      return all;
    },
    nameOf: (instance) => formatSeries(view.metric, view.field, instance),
  };
}
