import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** charge in percent 0-100; charging 1 while external power fills it, else 0; minutes left as the system estimates them. */
export const battery = defineMetric({
  id: 'battery',
  label: 'Battery',
  layout: 'record',
  schema: v.object({ charge: reading, charging: reading, minutesLeft: reading }),
  series: {
    charge: { label: 'charge', unit: 'percent', max: 100, colour: 'teal' },
    charging: { label: 'charging', unit: 'count', max: 1, colour: 'slate' },
    minutesLeft: { label: 'left', scrapedAs: 'remaining', unit: 'minutes', colour: 'slate' },
  },
  everyMs: 30_000,
  thresholds: [
    { field: 'charge', direction: 'below', warn: 20, critical: 10, clear: 25, forMs: 60_000, keepMs: 60_000 },
  ],
  view: {
    icon: 'battery',
    leads: [{ field: 'charge' }],
    blocks: [
      { kind: 'lines', top: 100, lines: [{ field: 'charge', label: 'charge', colour: 'teal', fill: true }] },
      { kind: 'facts', fields: ['minutesLeft'] },
    ],
  },
});
