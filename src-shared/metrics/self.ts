import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** Lanpulse's own cost: cpu in percent of one core, resident memory in bytes, event-loop lag in ms, open viewers. */
export const self = defineMetric({
  id: 'self',
  label: 'Lanpulse itself',
  layout: 'record',
  schema: v.object({ cpu: reading, memory: reading, lag: reading, viewers: reading }),
  series: {
    cpu: { label: 'CPU', unit: 'percent', colour: 'slate' },
    memory: { label: 'memory', unit: 'bytes', colour: 'slate' },
    lag: { label: 'event-loop lag', unit: 'milliseconds', colour: 'slate' },
    viewers: { label: 'viewers', unit: 'count', colour: 'slate' },
  },
  everyMs: 0,
  view: {
    icon: 'pulse',
    leads: [{ field: 'cpu', label: 'of one core' }],
    blocks: [
      { kind: 'lines', top: null, lines: [{ field: 'cpu', label: 'CPU', colour: 'slate', fill: true }] },
      { kind: 'facts', fields: ['memory', 'lag', 'viewers'] },
    ],
  },
});
