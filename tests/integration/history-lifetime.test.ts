import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { helloSchema } from '../../src-shared/protocol/events.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { askHistory, averageAt, historyUrl } from '../support/ask-history.ts';
import { openSseFeed } from '../support/feed.ts';
import { startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { pastSecondOf, toldLoads } from '../support/told-loads.ts';

describe.each(['SIGTERM', 'SIGKILL'] as const)('a server that ended with %s and was started again', (signal) => {
  test('has one history, in which only the time between is a hole', async () => {
    const dataDir = temporaryFolder();
    const before = await serverForTest({ dataDir });
    const first = await toldLoads(before.url, 4);
    await before.stop(signal);
    await pastSecondOf(first);
    const after = await serverForTest({ dataDir });
    const second = await toldLoads(after.url, 3);
    const told = [...first, ...second];
    const times = told.map(([t]) => t);
    const from = Math.min(...times);
    const to = Math.max(...times) + 1;
    const answer = await askHistory(after.url, { series: 'load.one', from, to, points: 2_000 });
    expect(answer.step).toBe(1_000);
    // The first sample of a start carries its own time, and may share its second with the next: their average is kept.
    const restarted = Math.floor(Math.min(...second.keys()) / 1_000);
    const whole = told.filter(([t]) => Math.floor(t / 1_000) !== restarted);
    expect(whole.length).toBeGreaterThanOrEqual(5);
    for (const [t, one] of whole) expect(averageAt(answer, t)).toBeCloseTo(one, 2);
    // A sample that was not told any more may be kept as well, but nobody knows what was in between.
    const between = answer.t.filter((t) => t > Math.max(...first.keys()) && t + 1_000 < Math.min(...second.keys()));
    const filled = between.filter((t) => averageAt(answer, t) !== null);
    expect(filled.length).toBeLessThanOrEqual(2);
  });
});

describe('a server whose history was turned off', () => {
  test('says so wherever it is asked, and keeps nothing', async () => {
    const server = await serverForTest({ args: ['--history', 'off'] });
    for (const [route, query] of [
      ['history', { series: 'cpu.total' }],
      ['history.csv', { series: 'cpu.total' }],
      ['processes', { at: Date.now() }],
    ] as const) {
      const response = await fetch(historyUrl(server.url, query, route));
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'no_history' } });
    }
    const feed = await openSseFeed(server.url);
    const [hello] = await feed.takeUntil(({ event }) => event === 'hello');
    feed.close();
    expect(v.parse(helloSchema, JSON.parse(hello?.data ?? '')).history).toMatchObject({ state: { kind: 'off' } });
  });
});

describe('who may ask', () => {
  test('is a viewer, too', async () => {
    const server = await serverForTest({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    for (const [route, query] of [
      ['history', { series: 'cpu.total' }],
      ['history.csv', { series: 'cpu.total' }],
      ['processes', { at: Date.now() }],
    ] as const) {
      expect((await fetch(historyUrl(server.url, query, route))).status).toBe(200);
    }
  });
});

describe('a second server on one data directory', () => {
  test('refuses with one line that says where the first one is, and the first goes on', async () => {
    const dataDir = temporaryFolder();
    const first = await serverForTest({ dataDir });
    const second = await startServer({ dataDir }).catch((caught: unknown) => String(caught));
    expect(second).toContain('ended with 1 before it was ready');
    expect(second).toMatch(/lanpulse: [^\n]+\n$/u);
    expect(second).toContain(first.url);
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  });

  test('starts when the first was killed', async () => {
    const dataDir = temporaryFolder();
    const first = await serverForTest({ dataDir });
    await first.stop('SIGKILL');
    const second = await serverForTest({ dataDir });
    expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
  });
});
