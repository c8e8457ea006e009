import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Host } from './second-host.ts';

/** An answer as a program sees it; `body` is parsed where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | readonly string[]>;
  readonly body: unknown;
}

/** A request; with a `body` it is a POST of JSON. */
export interface Question {
  readonly body?: object;
  readonly headers?: OutgoingHttpHeaders;
  /** Certificate that is trusted, for an address that begins with `https`. */
  readonly ca?: string;
}

/** Asks from a host; rejects where nobody listens. */
export function askFrom(
  from: Pick<Host, 'agent' | 'secureAgent'>,
  url: string,
  { body, headers, ca }: Question = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const options = { method: body === undefined ? 'GET' : 'POST', headers: { ...json, ...headers } };
    const take = (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('error', reject);
      response.once('end', () => {
        const isJson = response.headers['content-type']?.startsWith('application/json') === true;
        const parsed: unknown = isJson ? JSON.parse(text) : text;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
      });
    };
    const sent = url.startsWith('https:')
      ? requestSecure(url, { ...options, agent: from.secureAgent(ca ?? '') }, take)
      : request(url, { ...options, agent: from.agent }, take);
    sent.once('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
