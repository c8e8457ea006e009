import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

const mebibyte = 1024 * 1024;

/** Lanpulse's own cost: cpu in percent of one core, resident memory in bytes, event-loop lag in ms, open viewers. */
export const self = defineMetric({
  id: 'self',
  label: 'Lanpulse itself',
  layout: 'record',
  schema: v.object({ cpu: reading, memory: reading, lag: reading, viewers: reading }),
  series: {
    cpu: { label: 'CPU', fullLabel: "Lanpulse's own CPU", unit: 'percent', colour: 'slate' },
    memory: { label: 'memory', fullLabel: "Lanpulse's own memory", unit: 'bytes', colour: 'slate' },
    lag: { label: 'event-loop lag', fullLabel: "Lanpulse's event-loop lag", unit: 'milliseconds', colour: 'slate' },
    viewers: { label: 'viewers', unit: 'count', colour: 'slate' },
  },
  everyMs: 0,
  thresholds: [
    { field: 'cpu', direction: 'above', warn: 25, critical: 75, clear: 15, forMs: 60_000, keepMs: 60_000 },
    {
      field: 'memory',
      direction: 'above',
      warn: 512 * mebibyte,
      critical: 1024 * mebibyte,
      clear: 400 * mebibyte,
      forMs: 300_000,
      keepMs: 60_000,
    },
    { field: 'lag', direction: 'above', warn: 200, critical: 1000, clear: 100, forMs: 30_000, keepMs: 60_000 },
  ],
  view: {
    icon: 'pulse',
    leads: [{ field: 'cpu', label: 'of one core' }],
    blocks: [
      { kind: 'lines', top: null, lines: [{ field: 'cpu', label: 'CPU', colour: 'slate', fill: true }] },
      { kind: 'facts', fields: ['memory', 'lag', 'viewers'] },
    ],
  },
});
