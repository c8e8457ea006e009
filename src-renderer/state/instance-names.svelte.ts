import { SvelteMap } from 'svelte/reactivity';
import { definitionOf, type MetricId } from '../../src-shared/metrics/registry.ts';

/** Names kept per metric; containers come and go with ever new interfaces. */
const namesAtMost = 256;

/** The instances that have been seen since the page was opened: a filter names some, and hides the rest. Reactive. */
export interface InstanceNames {
  readonly see: (id: MetricId, value: unknown) => void;
  readonly of: (id: string) => readonly string[];
}

/** Makes an empty list. */
export function createInstanceNames(): InstanceNames {
  const names = new SvelteMap<string, readonly string[]>();
  return {
    see(id, value) {
      if (definitionOf(id).layout === 'record' || typeof value !== 'object' || value === null) return;
      const known = names.get(id) ?? [];
      const added = Object.keys(value).filter((name) => !known.includes(name));
      if (added.length > 0) names.set(id, [...known, ...added].slice(-namesAtMost).sort());
    },
    of: (id) => names.get(id) ?? [],
  };
}
