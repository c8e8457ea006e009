import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** Per graphics processor: use in percent 0-100, memory in bytes, temperature in degrees Celsius, power in watts. */
export const gpu = defineMetric({
  id: 'gpu',
  label: 'GPU',
  layout: 'instances',
  schema: v.record(
    v.string(),
    v.object({ use: reading, memoryUsed: reading, memoryTotal: reading, temperature: reading, power: reading }),
  ),
  series: {
    use: { label: 'use', unit: 'percent', max: 100, colour: 'olive' },
    memoryUsed: { label: 'memory used', unit: 'bytes', colour: 'olive' },
    memoryTotal: { label: 'memory', unit: 'bytes', colour: 'slate' },
    temperature: { label: 'temperature', unit: 'celsius', max: 150, colour: 'olive' },
    power: { label: 'power', unit: 'watts', colour: 'olive' },
  },
  everyMs: 5_000,
  // Asking NVIDIA's driver starts a process.
  unwatchedEveryMs: 30_000,
  view: {
    icon: 'gpu',
    subtitle: '{instances}',
    leads: [{ field: 'use', label: 'use', combine: 'max' }],
    blocks: [
      { kind: 'instanceLines', field: 'use', top: 100 },
      {
        kind: 'instanceMeters',
        rows: [
          { label: 'Memory', field: 'memoryUsed', of: 'memoryTotal', colour: 'olive' },
          { label: 'Power', field: 'power', of: 300, colour: 'olive' },
          { label: 'Temperature', field: 'temperature', of: 100, colour: 'olive' },
        ],
      },
    ],
  },
});
