import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { networkInterfaces } from 'node:os';
import { Fault } from '../src-shared/fault.ts';
import { isLoopbackHost } from './access/loopback.ts';
import { bareHost } from './bare-host.ts';
import type { Holder } from './history/holder.ts';
import { trustOnly } from './tls/trust-only.ts';

/** Most of an answer that is read, characters: a full log of alerts takes a fraction. */
const answerLength = 4 * 1024 * 1024;

/** What the server that holds a data directory is asked. */
export interface HolderQuestion {
  readonly path: string;
  /** With one it is a POST of JSON. */
  readonly body?: object | undefined;
  /** How long the answer may take, ms. */
  readonly answerMs: number;
}

/** True where a server is on this machine: the file that names it might be made up, and a secret goes nowhere else. */
export function isOfThisMachine({ url }: Pick<Holder, 'url'>): boolean {
  const bare = bareHost(new URL(url).hostname);
  const own = Object.values(networkInterfaces()).flatMap((list = []) => list.map(({ address }) => address));
  return isLoopbackHost(bare) || own.includes(bare);
}

/**
 * Asks the server that holds a data directory as its owner. Of certificates the one is trusted that the server says it
 * shows, and none else.
 * @returns the body of its answer, of a refusal too
 * @throws Fault `no_server` where none comes
 */
export function askHolder(
  { url, token = '', certificate }: Holder,
  { path, body, answerMs }: HolderQuestion,
): Promise<string> {
  const target = new URL(path, url);
  const options: RequestOptions = {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(answerMs),
    // A connection of its own: one that is kept was trusted as things were then.
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      reject(new Fault('no_server', `The Lanpulse at ${url} does not answer.`, { cause }));
    };
    const send = () =>
      target.protocol === 'https:'
        ? requestHttps(target, {
            ...options,
            ...(certificate === undefined ? {} : trustOnly(readFileSync(certificate, 'utf8'))),
          })
        : requestHttp(target, options);
    let request: ReturnType<typeof send>;
    try {
      request = send();
    } catch (cause) {
      fail(cause);
      return;
    }
    request.once('error', fail);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > answerLength) request.destroy(new Error('the answer is too long'));
      });
      response.once('error', fail);
      response.once('end', () => {
        resolve(text);
      });
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
