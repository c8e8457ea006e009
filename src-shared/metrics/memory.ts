import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** Bytes; used = total - available (Linux: MemTotal - MemAvailable, proc_meminfo(5)). */
export const memory = defineMetric({
  id: 'memory',
  label: 'Memory',
  layout: 'record',
  schema: v.object({
    total: reading,
    used: reading,
    available: reading,
    cached: reading,
    buffers: reading,
    swapTotal: reading,
    swapUsed: reading,
  }),
  series: {
    total: { label: 'total', unit: 'bytes', colour: 'slate' },
    used: { label: 'used', unit: 'bytes', colour: 'violet', usedBy: 'memory' },
    available: { label: 'available', unit: 'bytes', colour: 'slate', usedBy: 'memory' },
    cached: { label: 'cached', unit: 'bytes', colour: 'slate' },
    buffers: { label: 'buffers', unit: 'bytes', colour: 'slate' },
    swapTotal: { label: 'swap total', unit: 'bytes', colour: 'slate' },
    swapUsed: { label: 'swap used', fullLabel: 'Swap used', unit: 'bytes', colour: 'violet' },
    usedShare: {
      label: 'used',
      unit: 'percent',
      max: 100,
      colour: 'violet',
      shareOf: { part: 'used', whole: 'total' },
      scrapedAs: 'used',
      usedBy: 'memory',
    },
    swapUsedShare: {
      label: 'swap used',
      fullLabel: 'Swap used',
      unit: 'percent',
      max: 100,
      colour: 'violet',
      shareOf: { part: 'swapUsed', whole: 'swapTotal' },
      scrapedAs: 'swapUsed',
    },
  },
  everyMs: 0,
  fastEveryMs: 100,
  thresholds: [
    { field: 'usedShare', direction: 'above', warn: 85, critical: 95, clear: 80, forMs: 30_000, keepMs: 30_000 },
    {
      field: 'swapUsedShare',
      direction: 'above',
      warn: 60,
      critical: 90,
      clear: 50,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
  ],
  view: {
    icon: 'memory',
    inMini: true,
    leads: [{ field: 'used', of: 'total' }],
    blocks: [
      {
        kind: 'lines',
        top: 'total',
        lines: [
          { field: 'used', label: 'used', colour: 'violet', fill: true },
          { field: 'cached', label: '+ cached', colour: 'slate', stackOn: 'used', fill: true },
        ],
      },
      {
        kind: 'meters',
        rows: [
          { label: 'Swap', field: 'swapUsed', of: 'swapTotal', colour: 'violet' },
          { label: 'Available', field: 'available', of: 'total', colour: 'slate' },
        ],
      },
    ],
  },
});
