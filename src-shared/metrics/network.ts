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
    received: { label: 'received', fullLabel: 'Received on {instance}', unit: 'bytesPerSecond', colour: 'sky' },
    sent: { label: 'sent', fullLabel: 'Sent on {instance}', unit: 'bytesPerSecond', colour: 'rose' },
    packetsReceived: { label: 'packets received', unit: 'perSecond', colour: 'sky' },
    packetsSent: { label: 'packets sent', unit: 'perSecond', colour: 'rose' },
    errors: { label: 'errors', fullLabel: 'Errors on {instance}', unit: 'perSecond', colour: 'slate' },
  },
  everyMs: 0,
  fastEveryMs: 100,
  scrapeLabel: 'device',
  thresholds: [
    { field: 'errors', direction: 'above', warn: 1, critical: 10, clear: 0.5, forMs: 30_000, keepMs: 60_000 },
    {
      field: 'received',
      direction: 'above',
      warn: 100_000_000,
      critical: null,
      clear: 80_000_000,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
    {
      field: 'sent',
      direction: 'above',
      warn: 100_000_000,
      critical: null,
      clear: 80_000_000,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
  ],
  view: {
    icon: 'network',
    inMini: true,
    instanceNoun: 'interface',
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
