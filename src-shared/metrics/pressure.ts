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
    cpu: { label: 'CPU', unit: 'percent', max: 100, colour: 'blue' },
    memory: { label: 'memory', unit: 'percent', max: 100, colour: 'violet' },
    io: { label: 'I/O', unit: 'percent', max: 100, colour: 'teal' },
  },
  everyMs: 0,
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
