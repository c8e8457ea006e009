import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/**
 * Per mount point of a real file system: bytes, and the used share in percent 0-100 as df counts it: used by used plus
 * what ordinary users may still take.
 */
export const filesystem = defineMetric({
  id: 'filesystem',
  label: 'Filesystems',
  layout: 'instances',
  schema: v.record(v.string(), v.object({ total: reading, used: reading, usedShare: reading })),
  series: {
    total: { label: 'total', unit: 'bytes', colour: 'slate' },
    used: { label: 'used', unit: 'bytes', colour: 'teal' },
    usedShare: {
      label: 'used',
      fullLabel: 'Space used on {instance}',
      unit: 'percent',
      max: 100,
      colour: 'teal',
      scrapedAs: 'used',
    },
  },
  everyMs: 10_000,
  scrapeLabel: 'mountpoint',
  thresholds: [
    { field: 'usedShare', direction: 'above', warn: 85, critical: 95, clear: 80, forMs: 60_000, keepMs: 60_000 },
  ],
  view: {
    icon: 'filesystem',
    instanceNoun: 'filesystem',
    colour: 'teal',
    leads: [],
    blocks: [{ kind: 'usage', share: 'usedShare', used: 'used', total: 'total' }],
  },
});
