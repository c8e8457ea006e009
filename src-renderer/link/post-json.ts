import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import type { Fetch } from './poll-once.ts';
import { sessionFetch } from './session-fetch.ts';
import { parseAnswer } from './wire-fault.ts';

/** Time after which a POST without an answer counts as lost: making a certificate takes a second or two. */
const timeoutMs = 15_000;

/**
 * Posts JSON to one resource of the server, below the page's own address.
 * @param name path below `api/v1/`
 * @throws Fault what the server answered with; `read_failed` where no usable answer came
 */
export async function postJson<Schema extends v.GenericSchema>(
  name: string,
  body: Readonly<Record<string, unknown>>,
  schema: Schema,
  fetchUrl: Fetch = sessionFetch,
): Promise<v.InferOutput<Schema>> {
  const { ok, status, answer } = await send(name, body, fetchUrl);
  if (!ok) {
    const refused = parseAnswer(answer)?.result;
    throw refused instanceof Fault ? refused : new Fault('read_failed', `The server answered ${String(status)}.`);
  }
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  throw new Fault('read_failed', 'The server answered in a form that this page does not know. Reload the page.');
}

async function send(name: string, body: Readonly<Record<string, unknown>>, fetchUrl: Fetch) {
  try {
    const response = await fetchUrl(new URL(`api/v1/${name}`, document.baseURI).href, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer: unknown = await response.json();
    return { ok: response.ok, status: response.status, answer };
  } catch (caught) {
    throw new Fault('read_failed', 'The server could not be reached. Check the network, then try again.', {
      cause: caught,
    });
  }
}
