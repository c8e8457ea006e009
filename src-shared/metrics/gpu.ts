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
    use: {
      label: 'use',
      fullLabel: 'Use of {instance}',
      unit: 'percent',
      max: 100,
      colour: 'olive',
      scrapedAs: 'usage',
    },
    memoryUsed: { label: 'memory used', unit: 'bytes', colour: 'olive' },
    memoryTotal: { label: 'memory', unit: 'bytes', colour: 'slate' },
    memoryShare: {
      label: 'memory used',
      fullLabel: 'Memory used of {instance}',
      unit: 'percent',
      max: 100,
      colour: 'olive',
      shareOf: { part: 'memoryUsed', whole: 'memoryTotal' },
      scrapedAs: 'memoryUsed',
    },
    temperature: {
      label: 'temperature',
      fullLabel: 'GPU temperature of {instance}',
      unit: 'celsius',
      max: 150,
      colour: 'olive',
    },
    power: { label: 'power', unit: 'watts', colour: 'olive' },
  },
  everyMs: 5_000,
  // Asking NVIDIA's driver starts a process.
  unwatchedEveryMs: 30_000,
  scrapeLabel: 'gpu',
  thresholds: [
    { field: 'temperature', direction: 'above', warn: 85, critical: 95, clear: 75, forMs: 30_000, keepMs: 60_000 },
    {
      field: 'use',
      direction: 'above',
      warn: 95,
      critical: null,
      clear: 85,
      forMs: 60_000,
      keepMs: 30_000,
      enabled: false,
    },
    {
      field: 'memoryShare',
      direction: 'above',
      warn: 90,
      critical: 98,
      clear: 80,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
  ],
  view: {
    icon: 'gpu',
    instanceNoun: 'graphics processor',
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
