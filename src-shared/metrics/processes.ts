import * as v from 'valibot';
import { defineMetric, type TableFilter } from './definition.ts';
import { reading } from './reading.ts';

const row = v.object({
  pid: v.number(),
  name: v.string(),
  user: v.string(),
  cpu: reading,
  memory: reading,
});

const schema = v.object({ count: reading, running: reading, top: v.array(row) });

/** One line of the process table: cpu in percent of one core, memory as resident bytes. */
export type ProcessRow = v.InferOutput<typeof row>;

/** `top` is the whole table inside the server, and a viewer's cut of it on the wire. */
export type ProcessesValue = v.InferOutput<typeof schema>;

/** Rows by CPU and rows by memory that everybody gets without asking. */
const defaultTop = 10;

const compare: Record<TableFilter['sort'], (a: ProcessRow, b: ProcessRow) => number> = {
  cpu: (a, b) => (b.cpu ?? -1) - (a.cpu ?? -1) || (b.memory ?? -1) - (a.memory ?? -1) || a.pid - b.pid,
  memory: (a, b) => (b.memory ?? -1) - (a.memory ?? -1) || (b.cpu ?? -1) - (a.cpu ?? -1) || a.pid - b.pid,
  pid: (a, b) => a.pid - b.pid,
  name: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.pid - b.pid),
  user: (a, b) => (a.user < b.user ? -1 : a.user > b.user ? 1 : compare.cpu(a, b)),
};

function narrow(value: ProcessesValue, filter: TableFilter | undefined): ProcessesValue {
  const byCpu = [...value.top].sort(compare.cpu);
  if (filter === undefined) {
    const kept = new Set([...byCpu.slice(0, defaultTop), ...[...value.top].sort(compare.memory).slice(0, defaultTop)]);
    return { ...value, top: byCpu.filter((one) => kept.has(one)) };
  }
  const match = filter.match.toLowerCase();
  const found =
    match === ''
      ? byCpu
      : byCpu.filter((one) => one.name.toLowerCase().includes(match) || one.user.toLowerCase().includes(match));
  return { ...value, top: found.sort(compare[filter.sort]).slice(0, filter.top) };
}

/** All processes, how many of them run, and the busiest and largest. */
export const processes = defineMetric({
  id: 'processes',
  label: 'Processes',
  layout: 'record',
  schema,
  series: {
    count: { label: 'processes', fullLabel: 'Number of processes', unit: 'count', colour: 'slate' },
    running: { label: 'running', fullLabel: 'Number of running processes', unit: 'count', colour: 'slate' },
  },
  everyMs: 1_000,
  unwatchedEveryMs: 5_000,
  thresholds: [
    {
      field: 'count',
      direction: 'above',
      warn: 1_000,
      critical: 5_000,
      clear: 900,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
    {
      field: 'running',
      direction: 'above',
      warn: 50,
      critical: 200,
      clear: 40,
      forMs: 60_000,
      keepMs: 60_000,
      enabled: false,
    },
  ],
  view: {
    icon: 'processes',
    span: 2,
    leads: [],
    subtitle: '{count}, of which {running} running',
    shortSubtitle: '{count}, {running} running',
    blocks: [{ kind: 'processTable' }],
  },
  narrowTable: narrow,
});
