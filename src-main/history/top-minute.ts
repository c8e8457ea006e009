import { deflateSync, inflateSync } from 'node:zlib';
import * as v from 'valibot';
import type { ProcessRow } from '../../src-shared/metrics/processes.ts';
import { DamagedContent } from './storage-trouble.ts';
import type { TopProcesses } from './top-processes.ts';
import { commandCells } from './top-record.ts';

/** Readings of one minute: each process once, with its command where it is known, and what it took in each reading by its place in that list. */
const schema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    processes: v.array(v.tupleWithRest([v.number(), v.string(), v.string()], v.string())),
    readings: v.array(
      v.tuple([v.number(), v.array(v.tuple([v.number(), v.nullable(v.number()), v.nullable(v.number())]))]),
    ),
  }),
);

/** Writes the readings of a minute, compressed. CPU and memory keep four digits. */
export function encodeTopMinute(readings: readonly TopProcesses[]): Uint8Array {
  const processes: ProcessRow[] = [];
  // An id may go to another process within the minute, so that it says only where to look.
  const newestPlaces = new Map<number, number>();
  const placeOf = (row: ProcessRow): number => {
    const place = newestPlaces.get(row.pid);
    if (place !== undefined && isSame(row, processes[place])) return place;
    newestPlaces.set(row.pid, processes.length);
    return processes.push(row) - 1;
  };
  const written = readings.map(({ t, top }) => [
    t,
    top.map((row) => [placeOf(row), short(row.cpu), short(row.memory)]),
  ]);
  const named = processes.map(({ pid, name, user, command }) => [pid, name, user, ...commandCells(command)]);
  return deflateSync(Buffer.from(JSON.stringify({ processes: named, readings: written })));
}

function isSame(row: ProcessRow, other: ProcessRow | undefined): boolean {
  return row.name === other?.name && row.user === other.user && row.command === other.command;
}

/**
 * Reads what {@link encodeTopMinute} wrote.
 * @throws DamagedContent
 */
export function decodeTopMinute(data: Uint8Array): readonly TopProcesses[] {
  const parsed = v.safeParse(schema, inflate(data));
  if (!parsed.success) throw new DamagedContent('a minute of processes that is none');
  const { processes, readings } = parsed.output;
  return readings.map(([t, rows]) => ({
    t,
    top: rows.map(([place, cpu, memory]) => {
      const [pid, name, user, command] = processes[place] ?? [];
      if (pid === undefined || name === undefined || user === undefined)
        throw new DamagedContent('a process without a name');
      return { pid, name, user, cpu, memory, ...(command !== undefined && { command }) };
    }),
  }));
}

/** The reading in which the processes took most of the CPU. */
export function busiest(readings: readonly TopProcesses[]): TopProcesses | undefined {
  const load = ({ top }: TopProcesses): number => top.reduce((sum, { cpu }) => sum + (cpu ?? 0), 0);
  return readings.toSorted((a, b) => load(b) - load(a)).at(0);
}

function short(value: number | null): number | null {
  if (value === null || value === 0 || !Number.isFinite(value)) return value;
  // By whole powers of ten in the direction in which these are exact; `toPrecision` takes several times as long.
  const places = 3 - Math.floor(Math.log10(Math.abs(value)));
  return places > 0
    ? Math.round(value * 10 ** places) / 10 ** places
    : Math.round(value / 10 ** -places) * 10 ** -places;
}

function inflate(data: Uint8Array): string {
  try {
    return inflateSync(data, { maxOutputLength: 16 * 1024 * 1024 }).toString('utf8');
  } catch (cause) {
    throw new DamagedContent('a minute of processes that cannot be inflated', { cause });
  }
}
