import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';

/**
 * Parses the text of a JSON body. No message quotes what the body holds, which may be a secret.
 * @throws Fault `bad_json`, or `invalid_request` that names the field
 */
export function parseBody<Output>(schema: v.GenericSchema<unknown, Output>, text: string): Output {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  if (!json.success) throw new Fault('bad_json', 'The body is not JSON.');
  const result = v.safeParse(schema, json.output, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  if (field === null) throw new Fault('invalid_request', 'The body is not an object.');
  throw new Fault('invalid_request', `"${field}" ${issue.type === 'object' ? 'is missing' : issue.message}.`);
}
