import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** Per whole device: bytes/s and finished operations/s, and the share of time with a request in flight, percent 0-100 (Linux: iostats.rst). */
export const disk = defineMetric({
  id: 'disk',
  label: 'Disk I/O',
  layout: 'instances',
  schema: v.record(
    v.string(),
    v.object({ read: reading, written: reading, reads: reading, writes: reading, busy: reading }),
  ),
  series: {
    read: { label: 'read', fullLabel: 'Disk {instance} read', unit: 'bytesPerSecond', colour: 'teal' },
    written: { label: 'written', fullLabel: 'Disk {instance} written', unit: 'bytesPerSecond', colour: 'olive' },
    reads: { label: 'reads', unit: 'perSecond', colour: 'teal' },
    writes: { label: 'writes', unit: 'perSecond', colour: 'olive' },
    busy: { label: 'busy', fullLabel: 'Disk {instance} busy', unit: 'percent', max: 100, colour: 'teal' },
  },
  everyMs: 0,
  fastEveryMs: 100,
  scrapeLabel: 'device',
  thresholds: [
    { field: 'busy', direction: 'above', warn: 90, critical: null, clear: 70, forMs: 60_000, keepMs: 60_000 },
    {
      field: 'read',
      direction: 'above',
      warn: 200_000_000,
      critical: null,
      clear: 150_000_000,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
    {
      field: 'written',
      direction: 'above',
      warn: 200_000_000,
      critical: null,
      clear: 150_000_000,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
  ],
  view: {
    icon: 'disk',
    instanceNoun: 'disk',
    leads: [
      { field: 'read', label: 'read' },
      { field: 'written', label: 'written' },
    ],
    blocks: [
      { kind: 'mirrored', up: 'read', down: 'written' },
      { kind: 'instanceMeters', rows: [{ label: 'busy', field: 'busy', of: 100, colour: 'teal' }] },
    ],
  },
});
