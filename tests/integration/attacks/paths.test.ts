import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** Ways that people have found out of other servers' folders; the built page lies in `out/renderer`. */
const ways = [
  '/../main/headless.cjs',
  '/..%2fmain%2fheadless.cjs',
  '/..%2Fmain/headless.cjs',
  '/%2e%2e/main/headless.cjs',
  '/%2e%2e%2fmain%2fheadless.cjs',
  '/..%5cmain%5cheadless.cjs',
  '/..\\main\\headless.cjs',
  '/%252e%252e%252fmain%252fheadless.cjs',
  '/.%2e/main/headless.cjs',
  '/%c0%ae%c0%ae/main/headless.cjs',
  '/%uff0e%uff0e/main/headless.cjs',
  '/assets/../../main/headless.cjs',
  '/assets/..%2f..%2fmain/headless.cjs',
  '/assets/....//....//main/headless.cjs',
  '/assets/..;/..;/main/headless.cjs',
  '//main/headless.cjs',
  '/..%00/main/headless.cjs',
  '/index.html%00.js',
  '/assets/%00',
  '/%2fetc%2fpasswd',
  '//etc/passwd',
  '/etc/passwd',
  '/proc/self/environ',
  '/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
  '/..%2f..%2fpackage.json',
  '/.%00./.%00./package.json',
  '/index.html/../../main/headless.cjs',
  '/index.html.map',
  '/.git/config',
  '/server.json',
  '/%',
  '/%zz',
];

/** Words that stand in files of the machine or of the server, and in none of the page's. */
const foreign = /root:x:|"dependencies"|headless|LANPULSE_|\[core\]|"token"/u;

async function first(door: Door, request: string): Promise<string> {
  const socket = await door.connect();
  socket.write(request);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe.each(doorNames)('through %s', (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  test('no way leads out of the folder of the page, with a session or without', async () => {
    for (const way of ways) {
      for (const headers of [{}, door.as.operator]) {
        const { status, text } = await door.ask(way, { headers });
        expect([way, status >= 400 && status < 500]).toEqual([way, true]);
        expect([way, foreign.test(text)]).toEqual([way, false]);
      }
    }
  });

  test('what is no path at all gets nothing, and the server goes on', async () => {
    const { host } = new URL(door.url);
    const tails = [`Host: ${host}`, 'Connection: close', '', ''].join('\r\n');
    for (const target of [
      '/\0',
      '/a b',
      'http://evil.example/',
      'file:///etc/passwd',
      '*',
      'index.html',
      '/\u00ff',
      `/${'x'.repeat(20_000)}`,
    ]) {
      const answer = await first(door, `GET ${target} HTTP/1.1\r\n${tails}`);
      // Encryption may be cut before the answer to what is too long has left.
      expect([target.slice(0, 40), /^(HTTP\/1\.1 (4\d\d|505) |$)/u.test(answer)]).toEqual([target.slice(0, 40), true]);
      expect(foreign.test(answer)).toBe(false);
    }
    expect((await door.ask('/healthz')).text).toBe('ok');
  });

  test('a request that names no host, or a foreign one, gets nothing', async () => {
    for (const lines of [['Host: '], [], ['Host: evil.example']]) {
      const answer = await first(door, ['GET / HTTP/1.1', ...lines, 'Connection: close', '', ''].join('\r\n'));
      expect([lines, /^HTTP\/1\.1 4\d\d /u.test(answer)]).toEqual([lines, true]);
    }
  });

  test('only files of the page are served, and no list of a folder', async () => {
    for (const folder of ['/assets', '/assets/', '/./']) {
      const { status, text } = await door.ask(folder);
      if (folder === '/./') continue;
      expect([folder, status]).toEqual([folder, 404]);
      expect(text).not.toContain('.js');
    }
    expect((await door.ask('/')).status).toBe(200);
  });
});
