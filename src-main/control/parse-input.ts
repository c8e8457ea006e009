import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';

/**
 * Parses what one command needs of its input.
 * @throws Fault `invalid_command`, naming the field
 */
export function parseInput<Output>(schema: v.GenericSchema<unknown, Output>, input: unknown): Output {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Fault('invalid_command', `The command's "${v.getDotPath(issue) ?? 'form'}" ${issue.message}.`);
}

/** A moment: whole ms since the epoch. */
export const moment = v.pipe(
  v.number('is not a number of ms since the epoch'),
  v.integer('is not a whole number of ms'),
  v.minValue(0, 'lies before 1970'),
);

/** A name of something, not longer than names are. */
export const nameText = v.pipe(v.string('is not a text'), v.minLength(1, 'is empty'), v.maxLength(256, 'is too long'));
