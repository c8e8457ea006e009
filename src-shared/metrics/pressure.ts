import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** Share of the last 10 s in which at least one task waited, percent 0-100 (the "some avg10" of PSI, kernel 4.20 and later). */
export const pressure = defineMetric({
  id: 'pressure',
  label: 'Pressure',
  layout: 'record',
  schema: v.object({ cpu: reading, memory: reading, io: reading }),
  series: {
    cpu: { label: 'CPU', fullLabel: 'CPU pressure', unit: 'percent', max: 100, colour: 'blue' },
    memory: { label: 'memory', fullLabel: 'Memory pressure', unit: 'percent', max: 100, colour: 'violet' },
    io: { label: 'I/O', fullLabel: 'I/O pressure', unit: 'percent', max: 100, colour: 'teal' },
  },
  everyMs: 0,
  thresholds: [
    { field: 'cpu', direction: 'above', warn: 50, critical: 80, clear: 30, forMs: 30_000, keepMs: 30_000 },
    { field: 'memory', direction: 'above', warn: 10, critical: 30, clear: 5, forMs: 30_000, keepMs: 30_000 },
    { field: 'io', direction: 'above', warn: 40, critical: 80, clear: 20, forMs: 60_000, keepMs: 60_000 },
  ],
  view: {
    icon: 'gauge',
    within: 'load',
    leads: [{ field: 'cpu' }],
    blocks: [
      {
        kind: 'sparks',
        label: 'Pressure',
        note: 'some, last 10 s',
        lines: [
          { field: 'cpu', label: 'CPU', colour: 'blue', fill: true },
          { field: 'memory', label: 'memory', colour: 'violet', fill: true },
          { field: 'io', label: 'I/O', colour: 'teal', fill: true },
        ],
      },
    ],
  },
});
