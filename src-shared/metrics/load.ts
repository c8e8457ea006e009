import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** Runnable and uninterruptible tasks, averaged over 1, 5 and 15 minutes (proc_loadavg(5)). Absent on Windows. */
export const load = defineMetric({
  id: 'load',
  label: 'Load & pressure',
  layout: 'record',
  schema: v.object({ one: reading, five: reading, fifteen: reading }),
  series: {
    one: { label: '1 min', fullLabel: 'Load of 1 min', scrapedAs: '1m', unit: 'load', colour: 'blue' },
    five: { label: '5 min', fullLabel: 'Load of 5 min', scrapedAs: '5m', unit: 'load', colour: 'sky' },
    fifteen: { label: '15 min', fullLabel: 'Load of 15 min', scrapedAs: '15m', unit: 'load', colour: 'slate' },
  },
  everyMs: 0,
  thresholds: [
    {
      field: 'one',
      direction: 'above',
      warn: 8,
      critical: 16,
      clear: 6,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
    {
      field: 'five',
      direction: 'above',
      warn: 8,
      critical: 16,
      clear: 6,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
  ],
  view: {
    icon: 'gauge',
    leads: [{ field: 'one', label: '1 min load', note: '{threads} threads' }],
    blocks: [
      {
        kind: 'lines',
        top: null,
        endLabels: true,
        lines: [
          { field: 'one', label: '1 min', colour: 'blue', fill: true },
          { field: 'five', label: '5 min', colour: 'sky' },
          { field: 'fifteen', label: '15 min', colour: 'slate' },
        ],
      },
    ],
  },
});
