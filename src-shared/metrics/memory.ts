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
    used: { label: 'used', unit: 'bytes', colour: 'violet' },
    available: { label: 'available', unit: 'bytes', colour: 'slate' },
    cached: { label: 'cached', unit: 'bytes', colour: 'slate' },
    buffers: { label: 'buffers', unit: 'bytes', colour: 'slate' },
    swapTotal: { label: 'swap total', unit: 'bytes', colour: 'slate' },
    swapUsed: { label: 'swap used', unit: 'bytes', colour: 'violet' },
  },
  everyMs: 0,
  view: {
    icon: 'memory',
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
