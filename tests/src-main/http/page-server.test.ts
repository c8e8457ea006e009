import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { arrivalAt } from '../../../src-main/access/arrival.ts';
import { createPageServer } from '../../../src-main/http/page-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What was written on a response, and what the log says of it when it is over. */
class Written extends EventEmitter {
  statusCode = 0;
  readonly headers: Record<string, string | number> = {};
  bytes: Buffer | null = null;
  get body(): string | null {
    return this.bytes?.toString() ?? null;
  }
  setHeader(name: string, value: string): void {
    this.headers[name.toLowerCase()] = value;
  }
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): void {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) this.headers[name.toLowerCase()] = value;
  }
  end(bytes: Buffer): void {
    this.bytes = bytes;
  }
}

/** A built page in a folder beside which a secret lies, and its server. */
function pageOf() {
  const folder = temporaryFolder();
  const root = join(folder, 'page');
  mkdirSync(join(root, 'assets', 'more'), { recursive: true });
  const files = {
    'page/index.html': 'the page',
    'page/load-again.js': 'again',
    'page/assets/index-Bx_1-a.js': 'a script',
    'page/assets/index-Bx_1-a.js.br': 'in br',
    'page/assets/index-Bx_1-a.js.gz': 'in gzip',
    'page/assets/index-Bx_1-a.css.map': '{}',
    'page/assets/more/a.js': 'deeper',
    'secret.js': 'a secret',
  };
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const lines: unknown[] = [];
  const serve = createPageServer({
    root,
    rules: {
      windowToken: null,
      ownerToken: null,
      loopbackRole: 'viewer',
      hostNames: ['box'],
      needsSession: () => false,
      sessions: { find: () => null, get: () => null, seen: () => undefined, instance: 'a1' },
    },
    log: { debug: (line: unknown) => lines.push(line) },
  });
  return {
    lines,
    write,
    ask: (url: string, headers: IncomingHttpHeaders = {}, method = 'GET') => {
      const incoming = { method, url, httpVersion: '1.1', headers: { host: 'box', ...headers }, socket: {} };
      const outgoing = new Written();
      return {
        isAnswered: serve(
          arrivalAt(incoming, () => false),
          url,
          outgoing,
        ),
        outgoing,
      };
    },
  };
}

test.each([
  ['/', 'the page', 'text/html; charset=utf-8', 'no-cache'],
  ['/?welcome=on', 'the page', 'text/html; charset=utf-8', 'no-cache'],
  ['/index.html', 'the page', 'text/html; charset=utf-8', 'no-cache'],
  ['/load-again.js', 'again', 'text/javascript; charset=utf-8', 'no-cache'],
  ['/assets/index-Bx_1-a.js', 'a script', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['/assets/index-Bx_1-a.css.map', '{}', 'application/json', 'public, max-age=31536000, immutable'],
])('%s is answered with the file', (url, body, type, cache) => {
  const { isAnswered, outgoing } = pageOf().ask(url);
  expect(isAnswered).toBe(true);
  expect(outgoing).toMatchObject({ statusCode: 200, body });
  expect(outgoing.headers).toMatchObject({
    'content-type': type,
    'cache-control': cache,
    'content-length': body.length,
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
});

test.each([
  ['br, gzip', 'in br', 'br'],
  ['gzip, deflate', 'in gzip', 'gzip'],
  ['identity', 'a script', undefined],
])('whoever reads %s gets it so', (accepted, body, encoding) => {
  const { outgoing } = pageOf().ask('/assets/index-Bx_1-a.js', { 'accept-encoding': accepted });
  expect(outgoing.body).toBe(body);
  expect(outgoing.headers['content-encoding']).toBe(encoding);
});

test.each([
  ['a name outside', '/../secret.js', {}, 'GET'],
  ['an encoded name', '/%2e%2e/secret.js', {}, 'GET'],
  ['what lies deeper', '/assets/more/a.js', {}, 'GET'],
  ['what is not there', '/assets/none.js', {}, 'GET'],
  ['a folder', '/assets', {}, 'GET'],
  ['a route', '/api/v1/info', {}, 'GET'],
  ['a part of a file', '/index.html', { range: 'bytes=0-3' }, 'GET'],
  ['headers alone', '/index.html', {}, 'HEAD'],
  ['a change', '/index.html', {}, 'POST'],
  ['a strange name of the host', '/index.html', { host: 'evil.example' }, 'GET'],
])('%s is left to the router', (_what, url, headers, method) => {
  const { isAnswered, outgoing } = pageOf().ask(url, headers, method);
  expect(isAnswered).toBe(false);
  expect(outgoing).toMatchObject({ statusCode: 0, body: null, headers: {} });
});

test('however many are slow to take a script, it is in memory once', () => {
  const { ask } = pageOf();
  const [first, second] = [ask('/assets/index-Bx_1-a.js'), ask('/assets/index-Bx_1-a.js')];
  expect(second.outgoing.bytes).toBe(first.outgoing.bytes);
});

test('a page that was built anew is sent as it is now', () => {
  const { ask, write } = pageOf();
  expect(ask('/').outgoing.body).toBe('the page');
  write('page/index.html', 'the next page');
  expect(ask('/').outgoing.body).toBe('the next page');
});

test('an answer carries an id, under which the log has a line when it is over', () => {
  const { ask, lines } = pageOf();
  const { outgoing } = ask('/load-again.js');
  expect(lines).toEqual([]);
  outgoing.emit('close');
  const request = outgoing.headers['x-request-id'];
  expect(lines).toEqual([expect.objectContaining({ request, method: 'GET', path: '/*', status: 200, by: 'nobody' })]);
});
