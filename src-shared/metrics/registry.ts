import type { InferOutput } from 'valibot';
import { battery } from './battery.ts';
import { cpu } from './cpu.ts';
import type { MetricDefinition } from './definition.ts';
import { disk } from './disk.ts';
import { filesystem } from './filesystem.ts';
import { gpu } from './gpu.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { network } from './network.ts';
import { pressure } from './pressure.ts';
import { processes } from './processes.ts';
import { self } from './self.ts';
import { temperature } from './temperature.ts';

/** Every metric Lanpulse knows, in the order of the overview. */
export const metrics = {
  cpu,
  memory,
  load,
  pressure,
  disk,
  network,
  filesystem,
  temperature,
  gpu,
  processes,
  battery,
  self,
};

/** The name of a metric, as in `sample.m` and in a filter. */
export type MetricId = keyof typeof metrics;

/** The value each metric's reader returns and `sample.m` carries. */
export type MetricValues = { [Id in MetricId]: InferOutput<(typeof metrics)[Id]['schema']> };

/** The value of one metric. */
export type MetricValue<Id extends MetricId> = MetricValues[Id];

/** The ids in the order of the overview. */
export const metricIds = Object.keys(metrics).filter(isMetricId);

/** True for the name of a known metric. */
export function isMetricId(text: string): text is MetricId {
  return Object.hasOwn(metrics, text);
}

/** The definition, without its precise value type: for code that treats all metrics alike. */
export function definitionOf(id: MetricId): MetricDefinition<MetricId> {
  return metrics[id];
}
