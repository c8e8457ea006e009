import * as v from 'valibot';
import { defineMetric, type TableFilter } from './definition.ts';
import { reading } from './reading.ts';
import { tableOrder } from './table-order.ts';

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

type Compare = (a: ProcessRow, b: ProcessRow) => number;

const busiest: Compare = (a, b) =>
  (b.cpu ?? -1) - (a.cpu ?? -1) || (b.memory ?? -1) - (a.memory ?? -1) || a.pid - b.pid;
const largest: Compare = (a, b) => (b.memory ?? -1) - (a.memory ?? -1) || busiest(a, b);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Smallest first, and what decides between equal rows, whatever the order. */
const compare: Record<TableFilter['sort'], { readonly rising: Compare; readonly tie: Compare }> = {
  cpu: { rising: (a, b) => (a.cpu ?? 0) - (b.cpu ?? 0), tie: busiest },
  memory: { rising: (a, b) => (a.memory ?? 0) - (b.memory ?? 0), tie: largest },
  pid: { rising: (a, b) => a.pid - b.pid, tie: busiest },
  name: { rising: (a, b) => byText(a.name, b.name), tie: (a, b) => a.pid - b.pid },
  user: { rising: (a, b) => byText(a.user, b.user), tie: busiest },
};

/** A value that could not be read comes last in either order. */
function unknownLast(a: ProcessRow, b: ProcessRow, sort: TableFilter['sort']): number {
  return Number(a[sort] === null) - Number(b[sort] === null);
}

function ordered(filter: TableFilter): Compare {
  const { rising, tie } = compare[filter.sort];
  const sign = tableOrder(filter) === 'asc' ? 1 : -1;
  return (a, b) => unknownLast(a, b, filter.sort) || sign * rising(a, b) || tie(a, b);
}

function narrow(value: ProcessesValue, filter: TableFilter | undefined): ProcessesValue {
  const byCpu = [...value.top].sort(busiest);
  if (filter === undefined) {
    const kept = new Set([...byCpu.slice(0, defaultTop), ...[...value.top].sort(largest).slice(0, defaultTop)]);
    return { ...value, top: byCpu.filter((one) => kept.has(one)) };
  }
  const match = filter.match.toLowerCase();
  const found =
    match === ''
      ? byCpu
      : byCpu.filter((one) => one.name.toLowerCase().includes(match) || one.user.toLowerCase().includes(match));
  return { ...value, top: found.sort(ordered(filter)).slice(0, filter.top) };
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
