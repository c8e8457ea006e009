import { once } from 'node:events';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { alwaysFires } from '../support/alerting-server.ts';
import { openPost, openWebSocket } from '../support/command-channel.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const lineSchema = v.looseObject({ time: v.number(), msg: v.optional(v.string()) });

type Line = v.InferOutput<typeof lineSchema>;

/** What the server wrote, line by line; every line is JSON. */
function linesOf(server: RunningServer): readonly Line[] {
  // What stands behind the last line break is not whole yet.
  const texts = server.stderr().split('\n').slice(0, -1);
  return texts.map((line) => v.parse(v.pipe(v.string(), v.parseJson(), lineSchema), line));
}

/** The first line that is as it should be, as soon as it is written. */
async function lineOf(server: RunningServer, isIt: (line: Line, index: number) => boolean): Promise<Line> {
  for (;;) {
    const found = linesOf(server).find(isIt);
    if (found !== undefined) return found;
    await once(server.child.stderr ?? server.child, 'data');
  }
}

describe('the log at its ordinary level', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ args: ['--log-level', 'error'] });
  });
  afterAll(() => server.stop());

  test('has one line for each change, over WebSocket and POST', async () => {
    const change = JSON.stringify({ id: 'c', type: 'threshold.set', rule: alwaysFires });
    const detail = { series: alwaysFires.series, instance: '*' };
    for (const open of [openWebSocket, openPost]) {
      const before = linesOf(server).length;
      const channel = await open(server.url);
      expect(await channel.sendText(change)).toMatchObject({ ok: true });
      expect(await channel.sendText('{"id":"c","type":"ping"}')).toMatchObject({ ok: true });
      channel.close();
      await lineOf(server, (_line, index) => index === before);
      expect(linesOf(server).slice(before)).toMatchObject([
        { audit: 'threshold.set', by: 'loopback', role: 'operator', session: null, outcome: 'ok', detail },
      ]);
    }
  });

  test('has a line for an attempt that was refused, and none for a look', async () => {
    const before = linesOf(server).length;
    await fetch(`${server.url}/api/v1/poll`);
    await fetch(`${server.url}/api/v1/nope`);
    const refused = await fetch(`${server.url}/api/v1/poll?viewer=${'v'.repeat(22)}`, { headers: { via: 'proxy' } });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control`, {
      origin: 'http://evil.example',
    });
    await once(socket, 'error');
    const request = refused.headers.get('x-request-id');
    await lineOf(server, (_line, index) => index === before + 1);
    expect(linesOf(server).slice(before)).toMatchObject([
      { audit: 'GET /api/v1/poll', by: 'nobody', outcome: 'forwarded', request },
      { audit: 'control', by: 'loopback', outcome: 'bad_origin' },
    ]);
  });
});

describe('the log at level debug', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ env: { LANPULSE_LOG_LEVEL: 'debug', LANPULSE_LOOPBACK_ROLE: 'viewer' } });
  });
  afterAll(() => server.stop());

  test('has a line for each request, under the id of its answer', async () => {
    const paths = ['/healthz', '/api/v1/rules?x=1', '/api/v1/events', '/nope.html', '/', '/api/v1/server'];
    for (const path of paths) {
      const abort = new AbortController();
      const sent = { 'x-request-id': 'forged', 'x-correlation-id': 'forged' };
      const answer = await fetch(server.url + path, { headers: sent, signal: abort.signal });
      if (path.endsWith('events')) abort.abort();
      else await answer.arrayBuffer();
      const request = answer.headers.get('x-request-id') ?? '';
      expect(request).toMatch(/^[\w-]{12}$/u);
      const told = await lineOf(server, (line) => line.request === request && line.msg === 'request');
      expect(told).toMatchObject({
        method: 'GET',
        path: path.startsWith('/api/') || path === '/healthz' ? path.split('?')[0] : '/*',
        status: answer.status,
      });
      expect(told).toMatchObject({ ms: expect.any(Number) });
    }
    expect(server.stderr()).not.toContain('forged');
    expect(server.stderr()).not.toContain('x=1');
  });

  test('says of a viewer who reached too far what it is', async () => {
    const answer = await fetch(`${server.url}/api/v1/server`);
    const request = answer.headers.get('x-request-id');
    const told = await lineOf(server, (line) => line.request === request && line.audit !== undefined);
    expect(told).toMatchObject({ audit: 'GET /api/v1/server', by: 'loopback', role: 'viewer', outcome: 'forbidden' });
  });
});
