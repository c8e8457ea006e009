import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import type { Fetch } from './poll-once.ts';
import { sessionFetch } from './session-fetch.ts';
import { parseAnswer } from './wire-fault.ts';

/**
 * Reads one resource of the server, below the page's own address: a proxy may have moved it. A closed range may come
 * from the browser's cache. An aborted request ends as a Fault as well: look at the signal first.
 * @param name path below `api/v1/`
 * @returns the Fault the server answered with, `read_failed` where no usable answer came
 */
export async function fetchJson<Schema extends v.GenericSchema>(
  name: string,
  query: URLSearchParams,
  schema: Schema,
  signal: AbortSignal,
  fetchUrl: Fetch = sessionFetch,
): Promise<v.InferOutput<Schema> | Fault> {
  try {
    const response = await fetchUrl(new URL(`api/v1/${name}?${query.toString()}`, document.baseURI).href, { signal });
    const body: unknown = await response.json();
    if (!response.ok) {
      const refused = parseAnswer(body)?.result;
      return refused instanceof Fault
        ? refused
        : new Fault('read_failed', `The server answered ${String(response.status)}.`);
    }
    const parsed = v.safeParse(schema, body);
    return parsed.success
      ? parsed.output
      : new Fault('read_failed', 'The server answered in a form that this page does not know. Reload the page.');
  } catch (caught) {
    return new Fault('read_failed', 'The server could not be reached.', { cause: caught });
  }
}
