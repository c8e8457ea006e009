import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, onTestFinished, test, vi } from 'vitest';
import { helloSchema, pollAnswerSchema, presenceSchema, sampleSchema } from '../../src-shared/protocol/events.ts';
import { refusalSchema } from '../../src-shared/protocol/commands.ts';
import { settingsAnswerSchema } from '../../src-shared/protocol/settings.ts';
import { openPost } from '../support/command-channel.ts';
import { openSseFeed } from '../support/feed.ts';
import { startServer, type ServerOptions } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function serve(options: ServerOptions = {}) {
  const dataDir = options.dataDir ?? temporaryFolder();
  const server = await startServer({ ...options, dataDir });
  onTestFinished(async () => {
    if (server.child.exitCode === null) await server.stop();
  });
  const channel = await openPost(server.url);
  const get = async (path: string): Promise<unknown> => (await fetch(`${server.url}/api/v1/${path}`)).json();
  return {
    ...server,
    dataDir,
    file: join(dataDir, 'lanpulse.config.json'),
    set: (changes: object) => channel.sendText(JSON.stringify({ id: 's1', type: 'settings.set', changes })),
    get,
    answer: async () => v.parse(settingsAnswerSchema, await get('settings')),
    async value(key: string) {
      const { settings } = v.parse(settingsAnswerSchema, await get('settings'));
      return settings.find((one) => one.key === key)?.value;
    },
  };
}

test('an interval applies to samples, to pages that watch, and is kept over a restart', async () => {
  const server = await serve();
  const feed = await openSseFeed(server.url);
  onTestFinished(() => {
    feed.close();
  });
  const [hello] = await feed.takeUntil(({ event }) => event === 'hello');
  expect(v.parse(helloSchema, JSON.parse(hello?.data ?? ''))).toMatchObject({ intervalMs: 1000, theme: 'auto' });
  expect(await server.set({ interval: 200 })).toMatchObject({ ok: true });
  await feed.takeUntil(
    ({ event, data }) => event === 'presence' && v.parse(presenceSchema, JSON.parse(data)).intervalMs === 200,
  );
  const times: number[] = [];
  await feed.takeUntil(({ event, data }) => {
    if (event === 'sample') times.push(v.parse(sampleSchema, JSON.parse(data)).t);
    return times.some((t, n) => n > 0 && t - (times[n - 1] ?? 0) === 200);
  });
  expect(await server.get('info')).toMatchObject({ intervalMs: 200 });
  expect(JSON.parse(readFileSync(server.file, 'utf8'))).toEqual({ interval: 200 });
  await server.stop();
  const again = await serve({ dataDir: server.dataDir });
  expect(await again.value('interval')).toBe(200);
  expect(await again.get('info')).toMatchObject({ intervalMs: 200 });
});

test('history is turned off and on, and bounded otherwise, at once', async () => {
  const server = await serve();
  const status = async () =>
    v.parse(
      v.object({ history: v.object({ capBytes: v.number(), tiers: v.array(v.object({ keepMs: v.number() })) }) }),
      await server.get('server'),
    ).history;
  expect(await server.set({ historyCap: '64M', history1s: '1h' })).toMatchObject({ ok: true });
  expect(await status()).toMatchObject({ capBytes: 64 * 1024 ** 2, tiers: [{ keepMs: 3_600_000 }, {}, {}, {}] });
  const question = () => {
    const nowMs = Date.now();
    return fetch(`${server.url}/api/v1/history?series=cpu.total&from=${String(nowMs - 60_000)}&to=${String(nowMs)}`);
  };
  expect(await server.set({ history: false })).toMatchObject({ ok: true });
  expect((await question()).status).toBe(404);
  expect(await server.set({ history: true })).toMatchObject({ ok: true });
  expect((await question()).status).toBe(200);
});

test('command lines are left out from the next reading on, and come back', async () => {
  const server = await serve({ args: ['--interval', '200'] });
  const feed = await openSseFeed(server.url);
  onTestFinished(() => {
    feed.close();
  });
  const sampled = (wants: boolean) =>
    feed.takeUntil(({ event, data }) => {
      if (event !== 'sample') return false;
      const { m } = v.parse(sampleSchema, JSON.parse(data));
      return m.processes !== undefined && JSON.stringify(m.processes).includes('"command":') === wants;
    });
  await sampled(true);
  expect(await server.set({ commands: false })).toMatchObject({ ok: true });
  await sampled(false);
  expect(await server.set({ commands: true })).toMatchObject({ ok: true });
  await sampled(true);
});

test('command lines that were told are told no more once they are off, in a replay or of the past', async () => {
  const server = await serve({ args: ['--interval', '200'] });
  const then = async (at: number) => JSON.stringify(await server.get(`processes?at=${String(at)}`));
  const replayed = async () => {
    const all = `poll?after=${first}&timeout=0&metrics=processes`;
    return JSON.stringify(v.parse(pollAnswerSchema, await server.get(all)).events);
  };
  const { last: first } = v.parse(pollAnswerSchema, await server.get('poll?metrics=processes'));
  await expect.poll(replayed, { timeout: 30_000 }).toContain('"command":');
  const told = v.parse(pollAnswerSchema, await server.get(`poll?after=${first}&timeout=0&metrics=processes`)).events;
  const withCommand = told.find(({ event, data }) => event === 'sample' && JSON.stringify(data).includes('"command":'));
  // Of the past the reading is told that is nearest to a moment: this one's own.
  const at = v.parse(sampleSchema, withCommand?.data).t;
  await expect.poll(() => then(at)).toContain('"command":');
  expect(await server.set({ commands: false })).toMatchObject({ ok: true });
  expect(await replayed()).toContain('"top":[{');
  expect(await replayed()).not.toContain('"command":');
  expect(await then(at)).toContain('"top":[{');
  expect(await then(at)).not.toContain('"command":');
  // The history has it still, and what is not told is not left in a cache.
  expect(await server.set({ commands: true })).toMatchObject({ ok: true });
  expect(await then(at)).toContain('"command":');
  const { headers } = await fetch(`${server.url}/api/v1/processes?at=${String(at - 300_000)}`);
  expect(headers.get('cache-control')).toBe('private, no-cache');
});

test('a wrong value, an unknown key and what an option decides are refused by name, and nothing changes', async () => {
  const server = await serve({ args: ['--interval', '500'] });
  for (const [changes, words] of [
    [{ historyCap: '1' }, '"historyCap" must be a size'],
    [{ histroyCap: '1G' }, '"histroyCap" is no setting. Did you mean "historyCap"?'],
    [{ interval: 1000 }, '"interval" is set by --interval'],
    [{ port: 1 }, '"port" applies at the start only'],
    [{}, '"changes" is empty'],
  ] as const) {
    const reply = await server.set(changes);
    expect(reply.ok ? '' : reply.error.message).toContain(words);
  }
  expect((await server.answer()).revision).toBe(1);
});

test('a viewer neither reads nor changes them', async () => {
  const server = await serve({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
  const response = await fetch(`${server.url}/api/v1/settings`);
  expect(response.status).toBe(403);
  expect(v.parse(refusalSchema, await response.json()).error.code).toBe('forbidden');
  expect(await server.set({ interval: 500 })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
});

test('a file that is edited by hand is taken up; one that is wrong is told, and changes nothing', async () => {
  const server = await serve();
  writeFileSync(server.file, '{"interval": 2000, "theme": "dark"}');
  await vi.waitFor(async () => {
    expect(await server.value('interval')).toBe(2000);
  }, 30_000);
  writeFileSync(server.file, '{"interval": 1}');
  await vi.waitFor(async () => {
    expect((await server.answer()).file.problem).toContain('"interval" in');
  }, 30_000);
  expect(await server.value('interval')).toBe(2000);
  expect(server.stderr()).toContain('the config file was changed, but is wrong');
});

test('a file that is wrong at the start ends it with 2 and one line that names file and key', async () => {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'lanpulse.config.json'), '{"intervall": 500}');
  await expect(startServer({ dataDir })).rejects.toThrow(
    /ended with 2 before it was ready: lanpulse: .+lanpulse\.config\.json: "intervall" is not a known key\. Did you mean "interval"\?\n$/u,
  );
});

test('sharing is not turned on by a command that would lock its sender out', async () => {
  const server = await serve();
  expect(await server.set({ share: true })).toMatchObject({ ok: false, error: { code: 'invalid_setting' } });
  expect(await server.value('share')).toBeNull();
});

test('the switch of sharing that an earlier version kept in a file of its own is among the settings', async () => {
  const dataDir = temporaryFolder();
  const old = join(dataDir, 'sharing.json');
  writeFileSync(old, '{"on":false,"tls":true}');
  const server = await serve({ dataDir });
  expect(await server.value('tls')).toBe(true);
  expect(await server.get('sharing')).toMatchObject({ on: false, tls: { on: true } });
  expect(JSON.parse(readFileSync(server.file, 'utf8'))).toEqual({ tls: true });
  expect(existsSync(old)).toBe(false);
});
