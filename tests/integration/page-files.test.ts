import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../support/server.ts';

describe('the files of the page', () => {
  let server: RunningServer;
  let script: string;
  beforeAll(async () => {
    server = await startServer();
    const html = await (await fetch(`${server.url}/`)).text();
    script = /src="\.(\/assets\/[^"]+\.js)"/u.exec(html)?.[1] ?? '';
  });
  afterAll(() => server.stop());

  test('are kept for a year where their name holds a hash, and asked for anew where not', async () => {
    const hashed = await fetch(server.url + script);
    expect(hashed.status).toBe(200);
    expect(hashed.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${server.url}/`)).headers.get('cache-control')).toBe('no-cache');
  });

  test('travel compressed where the browser can read that', async () => {
    const whole = await (await fetch(server.url + script, { headers: { 'accept-encoding': 'identity' } })).text();
    for (const encoding of ['br', 'gzip']) {
      const packed = await fetch(server.url + script, { headers: { 'accept-encoding': encoding } });
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(Number(packed.headers.get('content-length'))).toBeLessThan(whole.length / 2);
      expect(await packed.text()).toBe(whole);
    }
  });
});
