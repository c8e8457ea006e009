import * as v from 'valibot';
import { defineMetric } from './definition.ts';
import { reading } from './reading.ts';

/**
 * Shares of all cores together, percent 0-100. total = 100 - idle - iowait, user holds nice, system holds irq and
 * softirq (Linux: /proc/stat, proc_stat(5)).
 */
export const cpu = defineMetric({
  id: 'cpu',
  label: 'CPU',
  layout: 'record',
  schema: v.object({
    total: reading,
    user: reading,
    system: reading,
    iowait: reading,
    steal: reading,
    cores: v.array(reading),
  }),
  series: {
    total: {
      label: 'average of all cores',
      fullLabel: 'CPU average',
      unit: 'percent',
      max: 100,
      colour: 'blue',
      scrapedAs: 'usage',
      usedBy: 'cpu',
    },
    user: { label: 'user', unit: 'percent', max: 100, colour: 'sky', usedBy: 'cpu' },
    system: { label: 'system', unit: 'percent', max: 100, colour: 'violet', usedBy: 'cpu' },
    iowait: { label: 'iowait', unit: 'percent', max: 100, colour: 'olive' },
    steal: { label: 'steal', unit: 'percent', max: 100, colour: 'slate' },
    cores: {
      label: 'core',
      fullLabel: 'CPU core {instance}',
      unit: 'percent',
      max: 100,
      colour: 'blue',
      indexed: true,
      scrapedAs: 'coreUsage',
    },
  },
  everyMs: 0,
  fastEveryMs: 100,
  scrapeLabel: 'core',
  thresholds: [
    { field: 'total', direction: 'above', warn: 80, critical: 95, clear: 70, forMs: 30_000, keepMs: 30_000 },
    {
      field: 'iowait',
      direction: 'above',
      warn: 20,
      critical: 50,
      clear: 10,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
    { field: 'steal', direction: 'above', warn: 10, critical: 25, clear: 5, forMs: 60_000, keepMs: 60_000 },
    {
      field: 'cores',
      direction: 'above',
      warn: 95,
      critical: null,
      clear: 80,
      forMs: 60_000,
      keepMs: 30_000,
      enabled: false,
    },
  ],
  view: {
    icon: 'cpu',
    inMini: true,
    subtitle: '{threads} threads',
    span: 2,
    leads: [{ field: 'total' }],
    aside: ['user', 'system', 'iowait', 'steal'],
    blocks: [
      {
        kind: 'lines',
        lines: [{ field: 'total', label: 'average of all cores', colour: 'blue', fill: true }],
        top: 100,
      },
      { kind: 'heat', field: 'cores', label: 'Per core', instance: 'core' },
    ],
  },
});
