import { flushSync, mount } from 'svelte';
import { fedDashboard } from '../../../tests/support/fed-dashboard.ts';
import { toWireDefinition } from '../../../src-shared/metrics/definition.ts';
import { metrics } from '../../../src-shared/metrics/registry.ts';
import Product from './Product.svelte';
import type { ChartWay } from './way.ts';

/** The product's own charts, with the state of its page behind them and a link that hands on what it is told. */
export function productCharts(target: HTMLElement, startMs: number): ChartWay {
  const { dashboard, listener } = fedDashboard();
  listener.onState({ phase: 'live', retryAtMs: null });
  listener.onHello({
    viewer: 'bench',
    role: 'operator',
    t: startMs,
    version: '0.0.0',
    last: 'bench-0',
    intervalMs: 1_000,
    filter: {},
    host: { name: 'bench', os: 'Linux', kernel: '6', cpuModel: null, threads: 2, upSince: null },
    definitions: [toWireDefinition(metrics.cpu)],
    unsupported: [],
    rules: { revision: 0, by: null, rules: [] },
    alerts: [],
  });
  mount(Product, { target, props: { dashboard } });
  return {
    push(t, value) {
      const values = { total: value, user: null, system: null, iowait: null, steal: null, cores: [] };
      listener.onSamples([{ t, values: new Map([['cpu', values]]) }]);
      flushSync();
    },
  };
}
