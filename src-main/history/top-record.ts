import * as v from 'valibot';
import type { ProcessRow } from '../../src-shared/metrics/processes.ts';
import { DamagedContent } from './storage-trouble.ts';

/** A row as a list: pid, name, user, cpu, memory and, where it is known, command. */
const recordSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(
    v.tupleWithRest([v.number(), v.string(), v.string(), v.nullable(v.number()), v.nullable(v.number())], v.string()),
  ),
);

/** The end of a record: the command, where there is one. */
export function commandCells(command: string | undefined): readonly string[] {
  return command === undefined ? [] : [command];
}

/** Writes the rows of one moment. */
export function encodeTop(top: readonly ProcessRow[]): Uint8Array {
  const records = top.map(({ pid, name, user, cpu, memory, command }) => [
    ...[pid, name, user, cpu, memory],
    ...commandCells(command),
  ]);
  return Buffer.from(JSON.stringify(records));
}

/**
 * Reads what {@link encodeTop} wrote.
 * @throws DamagedContent
 */
export function decodeTop(data: Uint8Array): readonly ProcessRow[] {
  const parsed = v.safeParse(recordSchema, Buffer.from(data).toString('utf8'));
  if (!parsed.success) throw new DamagedContent('a list of processes that is none');
  return parsed.output.map(([pid, name, user, cpu, memory, command]) => ({
    ...{ pid, name, user, cpu, memory },
    ...(command !== undefined && { command }),
  }));
}
