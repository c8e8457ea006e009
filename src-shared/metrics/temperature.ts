import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/** Degrees Celsius per sensor (Linux: hwmon temp*_input in thousandths of a degree, else thermal zones). */
export const temperature = defineMetric({
  id: 'temperature',
  label: 'Temperatures',
  layout: 'map',
  schema: v.record(v.string(), reading),
  series: {
    celsius: {
      label: 'temperature',
      fullLabel: 'Temperature of {instance}',
      unit: 'celsius',
      min: -50,
      max: 150,
      colour: 'blue',
    },
  },
  everyMs: 1_000,
  scrapeLabel: 'sensor',
  thresholds: [
    { field: 'celsius', direction: 'above', warn: 85, critical: 95, clear: 75, forMs: 30_000, keepMs: 60_000 },
  ],
  view: {
    icon: 'temperature',
    inMini: true,
    instanceNoun: 'sensor',
    leads: [{ field: 'celsius', label: 'hottest:', note: '{instance}', combine: 'max' }],
    blocks: [{ kind: 'instanceLines', field: 'celsius', top: 100, bottom: 20 }],
  },
});
