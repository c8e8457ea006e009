import * as v from 'valibot';
import { writeText } from '../units.ts';
import { defineMetric, type TableFilter, type UseColumn } from './definition.ts';
import { reading } from './reading.ts';
import { tableOrder } from './table-order.ts';
import { busiest, largest, topRows } from './top-rows.ts';

const row = v.object({
  pid: v.number(),
  name: v.string(),
  user: v.string(),
  cpu: reading,
  memory: reading,
  command: v.optional(v.string()),
});

const schema = v.object({ count: reading, running: reading, top: v.array(row) });

/**
 * One line of the process table: cpu in percent of one core, memory as resident bytes. `command` is the command line with
 * secrets masked, 160 characters at the most; left out where it could not be read, and inside the server until it was.
 */
export type ProcessRow = v.InferOutput<typeof row>;

/** `top` is the whole table inside the server, and a viewer's cut of it on the wire. */
export type ProcessesValue = v.InferOutput<typeof schema>;

type Compare = (a: ProcessRow, b: ProcessRow) => number;

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
  if (filter === undefined) return { ...value, top: topRows(value.top).toSorted(busiest) };
  const match = filter.match.toLowerCase();
  const found = match === '' ? value.top : value.top.filter((row) => matches(row, match));
  return { ...value, top: found.toSorted(ordered(filter)).slice(0, filter.top) };
}

/** @param match in lower case */
function matches({ name, user, command }: ProcessRow, match: string): boolean {
  const has = (text: string | undefined) => text?.toLowerCase().includes(match) === true;
  return has(name) || has(user) || has(command);
}

const useInWords: Readonly<Record<UseColumn, (value: number) => string>> = {
  cpu: (value) => `${writeText(value, 'percent')} of one core`,
  memory: (value) => writeText(value, 'bytes'),
};

/** Only what was cut by that column, largest first, surely has the largest; without a filter it holds those of each column. */
function nameLargest({ top }: ProcessesValue, column: UseColumn, filter: TableFilter | undefined): string | null {
  if (filter !== undefined && (filter.match !== '' || filter.sort !== column || tableOrder(filter) !== 'desc')) {
    return null;
  }
  let found: { readonly name: string; readonly value: number } | null = null;
  for (const { name, [column]: value } of top) {
    if (value !== null && value > (found?.value ?? 0)) found = { name, value };
  }
  return found === null ? null : `${found.name}, ${useInWords[column](found.value)}`;
}

/** All processes, how many of them run, and the busiest and largest. */
export const processes = defineMetric({
  id: 'processes',
  label: 'Processes',
  layout: 'record',
  schema,
  series: {
    count: { label: 'processes', fullLabel: 'Number of processes', scrapedAs: '', unit: 'count', colour: 'slate' },
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
  nameLargest,
});
