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
    read: { label: 'read', unit: 'bytesPerSecond', colour: 'teal' },
    written: { label: 'written', unit: 'bytesPerSecond', colour: 'olive' },
    reads: { label: 'reads', unit: 'perSecond', colour: 'teal' },
    writes: { label: 'writes', unit: 'perSecond', colour: 'olive' },
    busy: { label: 'busy', unit: 'percent', max: 100, colour: 'teal' },
  },
  everyMs: 0,
  view: {
    icon: 'disk',
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
