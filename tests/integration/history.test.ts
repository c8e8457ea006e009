import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { helloSchema } from '../../src-shared/protocol/events.ts';
import { processesThenSchema } from '../../src-shared/protocol/history.ts';
import { previewSchema } from '../../src-shared/protocol/preview.ts';
import { alwaysFires, command } from '../support/alerting-server.ts';
import { askHistory, averageAt, historyUrl } from '../support/ask-history.ts';
import { openSseFeed } from '../support/feed.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { storeHistory } from '../support/stored-history.ts';
import { nextLoad, toldLoads } from '../support/told-loads.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe('the history of a running server', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  test('holds each sample as soon as it has been told', async () => {
    const feed = await openSseFeed(server.url, { query: { metrics: 'load' } });
    for (let n = 0; n < 3; n += 1) {
      const [t, load] = await nextLoad(feed);
      const answer = await askHistory(server.url, { series: 'load.one', from: t - 1_000, to: t + 1, points: 2_000 });
      expect(averageAt(answer, t)).toBeCloseTo(load, 2);
    }
    feed.close();
  });

  test('gives every instance of a series, or the one that is named', async () => {
    await toldLoads(server.url, 2);
    const names = async (series: readonly string[]) =>
      (await askHistory(server.url, { series })).series.map((one) => one.series);
    expect(await names(['network.received'])).toContain('network.received@lo');
    expect(await names(['network.received@lo', 'cpu.total'])).toEqual(['network.received@lo', 'cpu.total']);
    expect(await names(['network.received@nope'])).not.toContain('network.received@lo');
    expect((await names(['cpu.cores'])).length).toBeGreaterThan(0);
  });

  test('has the processes of a moment, and none for a moment before', async () => {
    await toldLoads(server.url, 2);
    const at = async (t: number) => {
      const response = await fetch(historyUrl(server.url, { at: t }, 'processes'));
      return v.parse(processesThenSchema, await response.json());
    };
    const now = await at(Date.now());
    expect(now.t).not.toBeNull();
    expect(now.top.length).toBeGreaterThan(0);
    expect(await at(Date.now() - hourMs)).toEqual({ t: null, top: [] });
  });

  test.each([
    ['history', {}, 'series'],
    ['history', { series: 'cpu.nope' }, 'series'],
    ['history', { series: 'cpu.total', points: 2_001 }, 'points'],
    ['history', { series: 'cpu.total', from: 0 }, 'from'],
    ['history', { series: 'cpu.total', from: 5, to: 4 }, 'from'],
    ['history.csv', { series: 'cpu.total', to: 'now' }, 'to'],
    ['processes', {}, 'at'],
  ])('refuses %s %j by the name of what is wrong', async (route, parameters, name) => {
    const response = await fetch(historyUrl(server.url, parameters, route));
    expect(response.status).toBe(400);
    const body = v.parse(
      v.object({ error: v.object({ code: v.string(), message: v.string() }) }),
      await response.json(),
    );
    expect(body.error.code).toBe('invalid_query');
    expect(body.error.message).toContain(`"${name}"`);
  });

  test('stands in hello and in the server’s own figures', async () => {
    const feed = await openSseFeed(server.url);
    const [hello] = await feed.takeUntil(({ event }) => event === 'hello');
    const presence = (await feed.takeUntil(({ event }) => event === 'presence')).at(-1);
    feed.close();
    const keeping = { state: { kind: 'keeping' }, news: [] };
    expect(v.parse(helloSchema, JSON.parse(hello?.data ?? '')).history).toMatchObject(keeping);
    expect(JSON.parse(presence?.data ?? '')).toMatchObject({ history: keeping });
    expect(await (await fetch(`${server.url}/api/v1/server`)).json()).toMatchObject({
      history: { ...keeping, capBytes: 1024 ** 3 },
    });
  });
});

describe('what was stored before', () => {
  const to = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs;
  const from = to - 2 * hourMs;
  const range = { series: 'load.one', from, to };
  let server: RunningServer;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-history-'));
    // A spike of two minutes at each half hour.
    storeHistory(dataDir, { from, to, load: (t) => ((t - from) % (30 * minuteMs) < 2 * minuteMs ? 9 : 1) });
    server = await startServer({ dataDir });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  });

  test('is found by a later server', async () => {
    const answer = await askHistory(server.url, { ...range, points: 240, summary: 1 });
    expect(answer.t).toHaveLength(240);
    expect(answer.series[0]).toMatchObject({ series: 'load.one', summary: { min: 1, max: 9, noDataMs: 0 } });
    expect(averageAt(answer, from + minuteMs)).toBeCloseTo(9, 1);
    expect(averageAt(answer, from + 10 * minuteMs)).toBeCloseTo(1, 1);
  });

  test('may be kept by the browser where the range is closed, and is asked anew where it is not', async () => {
    const closed = await fetch(historyUrl(server.url, range));
    expect(closed.headers.get('cache-control')).toMatch(/^private, max-age=\d{3,}$/u);
    const open = await fetch(historyUrl(server.url, { series: 'load.one' }));
    expect(open.headers.get('cache-control')).toBe('private, no-cache');
    const then = await fetch(historyUrl(server.url, { at: from }, 'processes'));
    // Whether commands may be told is asked each time.
    expect(then.headers.get('cache-control')).toBe('private, no-cache');
  });

  test('is not sent again to whoever has it', async () => {
    const first = await fetch(historyUrl(server.url, range));
    const tag = first.headers.get('etag') ?? '';
    const known = async (list: string) =>
      (await fetch(historyUrl(server.url, range), { headers: { 'If-None-Match': list } })).status;
    expect(await known(tag)).toBe(304);
    expect(await known(`"other", ${tag.replace('W/', '')}`)).toBe(304);
    expect(await known('"other"')).toBe(200);
    const other = await fetch(historyUrl(server.url, { ...range, points: 7 }));
    expect(other.headers.get('etag')).not.toBe(tag);
  });

  test('travels compressed for those who take it', async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(historyUrl(server.url, range), { headers: { 'accept-encoding': 'gzip' } }, resolve).on('error', reject);
    });
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/json' });
    let bytes = 0;
    const body: AsyncIterable<Buffer> = response;
    for await (const chunk of body) bytes += chunk.length;
    expect(bytes).toBeLessThan((await (await fetch(historyUrl(server.url, range))).arrayBuffer()).byteLength / 2);
  });

  test('comes as a file with a row for each second', async () => {
    const response = await fetch(historyUrl(server.url, range, 'history.csv'));
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[A-Za-z0-9.-]+_load\.one_[\dT-]+Z_[\dT-]+Z\.csv"$/u,
    );
    const rows = (await response.text()).trimEnd().split('\r\n');
    expect(rows[0]).toBe('time,load.one min,load.one avg,load.one max');
    expect(rows).toHaveLength(7_201);
    expect(rows[1]).toBe(`${new Date(from).toISOString()},9,9,9`);
  });

  test('is exported twice at a time, and again when a reader has hung up', async () => {
    const wide = { series: 'load.one', from: to - 300 * 24 * hourMs, to };
    const ask = async () => {
      const gone = new AbortController();
      const response = await fetch(historyUrl(server.url, wide, 'history.csv'), { signal: gone.signal });
      return { response, gone };
    };
    const held = [await ask(), await ask()];
    expect(held.map(({ response }) => response.status)).toEqual([200, 200]);
    const refused = await ask();
    expect(refused.response.status).toBe(429);
    expect(await refused.response.json()).toMatchObject({ error: { code: 'too_many' } });
    for (const { gone } of held) gone.abort();
    await expect
      .poll(async () => {
        const { response, gone } = await ask();
        gone.abort();
        return response.status;
      })
      .toBe(200);
  });

  test('has the processes of a moment', async () => {
    const response = await fetch(historyUrl(server.url, { at: from + hourMs + 2_000 }, 'processes'));
    expect(v.parse(processesThenSchema, await response.json())).toMatchObject({
      t: from + hourMs,
      top: [{ name: `job-${String(from + hourMs)}`, user: 'ada' }],
    });
  });

  test('is what a preview looks at', async () => {
    const rule = { ...alwaysFires, series: 'load.one', warn: 5, clear: 4, forMs: minuteMs, keepMs: minuteMs };
    const ask = async () => {
      const asked = { rule, from: to - 24 * hourMs, to: Date.now() };
      const { fired, covered } = v.parse(previewSchema, await command(server.url, 'threshold.preview', asked));
      const stored = fired.filter(({ at }) => at < to).map(({ at, peak }) => [at - from, peak]);
      return { stored, coveredFrom: covered?.from };
    };
    const spikes = [0, 30, 60, 90].map((minutes) => [(minutes + 1) * minuteMs, 9]);
    // While the machine is busy an answer may reach less far back, and says so.
    await expect.poll(ask).toEqual({ stored: spikes, coveredFrom: from });
  });
});
