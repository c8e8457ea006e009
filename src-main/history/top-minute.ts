import { deflateSync, inflateSync } from 'node:zlib';
import * as v from 'valibot';
import { DamagedContent } from './storage-trouble.ts';
import type { TopProcesses } from './top-processes.ts';

/** Readings of one minute: each process once, and what it took in each reading by its place in that list. */
const schema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    processes: v.array(v.tuple([v.number(), v.string(), v.string()])),
    readings: v.array(
      v.tuple([v.number(), v.array(v.tuple([v.number(), v.nullable(v.number()), v.nullable(v.number())]))]),
    ),
  }),
);

/** Writes the readings of a minute, compressed. CPU and memory keep four digits. */
export function encodeTopMinute(readings: readonly TopProcesses[]): Uint8Array {
  const places = new Map<string, number>();
  const processes: (readonly [number, string, string])[] = [];
  const written = readings.map(({ t, top }) => [
    t,
    top.map(({ pid, name, user, cpu, memory }) => {
      const key = JSON.stringify([pid, name, user]);
      const place = places.get(key) ?? processes.push([pid, name, user]) - 1;
      places.set(key, place);
      return [place, short(cpu), short(memory)];
    }),
  ]);
  return deflateSync(Buffer.from(JSON.stringify({ processes, readings: written })));
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
      const [pid, name, user] = processes[place] ?? [];
      if (pid === undefined || name === undefined || user === undefined)
        throw new DamagedContent('a process without a name');
      return { pid, name, user, cpu, memory };
    }),
  }));
}

/** The reading in which the processes took most of the CPU. */
export function busiest(readings: readonly TopProcesses[]): TopProcesses | undefined {
  const load = ({ top }: TopProcesses): number => top.reduce((sum, { cpu }) => sum + (cpu ?? 0), 0);
  return readings.toSorted((a, b) => load(b) - load(a)).at(0);
}

function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}

function inflate(data: Uint8Array): string {
  try {
    return inflateSync(data, { maxOutputLength: 16 * 1024 * 1024 }).toString('utf8');
  } catch (cause) {
    throw new DamagedContent('a minute of processes that cannot be inflated', { cause });
  }
}
