import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** Per interface, all per second: bytes, packets, and receive plus transmit errors (Linux: /proc/net/dev). */
export const network = defineMetric({
  id: 'network',
  label: 'Network',
  layout: 'instances',
  schema: v.record(
    v.string(),
    v.object({ received: reading, sent: reading, packetsReceived: reading, packetsSent: reading, errors: reading }),
  ),
  series: {
    received: { label: 'received', unit: 'bytesPerSecond', colour: 'sky' },
    sent: { label: 'sent', unit: 'bytesPerSecond', colour: 'rose' },
    packetsReceived: { label: 'packets received', unit: 'perSecond', colour: 'sky' },
    packetsSent: { label: 'packets sent', unit: 'perSecond', colour: 'rose' },
    errors: { label: 'errors', unit: 'perSecond', colour: 'slate' },
  },
  everyMs: 0,
  view: {
    icon: 'network',
    leads: [
      { field: 'received', label: 'received' },
      { field: 'sent', label: 'sent' },
    ],
    blocks: [
      { kind: 'mirrored', up: 'received', down: 'sent' },
      { kind: 'instanceRows', fields: ['received', 'sent', 'errors'] },
    ],
    quietInstances: ['lo', 'lo0'],
  },
});
