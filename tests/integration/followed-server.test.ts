import { join } from 'node:path';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { loadSettings } from '../../src-main/config/load-config.ts';
import { reachServer } from '../../src-main/desktop/served.ts';
import { createShellSettings } from '../../src-main/desktop/shell-settings.ts';
import type { AlertEvent } from '../../src-shared/protocol/alerts.ts';
import { settingsAnswerSchema } from '../../src-shared/protocol/settings.ts';
import {
  alwaysFires,
  command,
  fetchAlerts,
  neverFires,
  quietRules,
  serverForTest,
  setRule,
} from '../support/alerting-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const slow = { timeout: 45_000 };

/** How a request of the app goes out. */
type Ask = (url: URL, init?: RequestInit) => Promise<Response>;

/** What a desktop app knows of a server that it did not start. */
function follow(url: () => string, dataDir = temporaryFolder(), env: NodeJS.ProcessEnv = {}, ask: Ask = fetch) {
  const told: AlertEvent[] = [];
  const changed: string[] = [];
  /** A server that is started anew here gets another port. */
  const moved = (input: unknown) => {
    const { pathname, search } = new URL(v.parse(v.string(), input));
    return new URL(pathname + search, url());
  };
  const shell = createShellSettings(loadSettings({ dataDir }, env, 'linux'), (_now, keys) => changed.push(...keys));
  const served = reachServer(
    { url: url(), own: null },
    { fetch: (input, init) => ask(moved(input), init) },
    { hasUpdates: true, onAlerts: (events) => told.push(...events), onSettings: shell.follow },
  );
  onTestFinished(served.close);
  served.follow();
  return { served, told, shell, changed, glance: served.glance };
}

const keysOf = async (url: string) =>
  v.parse(settingsAnswerSchema, await (await fetch(`${url}/api/v1/settings`)).json()).settings.map(({ key }) => key);

const stateOf = async (url: string) =>
  (await fetchAlerts(url)).states.find(({ series }) => series === 'memory.usedShare')?.state;

test('a glance at the server of another program has its values, and they go on', async () => {
  const { url } = await serverForTest();
  const { glance } = follow(() => url);
  expect(glance()).toBeNull();
  await expect.poll(() => glance()?.memoryUsedBytes, slow).toBeGreaterThan(0);
  expect(glance()).toMatchObject({ cpu: expect.any(Number), level: 'ok', sharing: { on: false, settable: true } });
  const before = glance()?.memoryUsedBytes;
  await expect.poll(() => glance()?.memoryUsedBytes, slow).not.toBe(before);
});

test('it has what fires there, and no longer what has ended; the desktop is told both, and can snooze it', async () => {
  const { url } = await serverForTest();
  await quietRules(url);
  const { glance, told, served } = follow(() => url);
  await expect.poll(glance, slow).not.toBeNull();
  await setRule(url, alwaysFires);
  await expect.poll(() => glance()?.worst, slow).toMatch(/^Memory used above 0\.1 %/u);
  await served.snooze('memory.usedShare', '*', Date.now() + 3_600_000);
  const { states } = await fetchAlerts(url);
  expect(states.find(({ series }) => series === 'memory.usedShare')).toMatchObject({
    state: 'warn',
    snoozedUntil: expect.any(Number),
  });
  await expect.poll(() => glance()?.level, slow).toBe('ok');
  await setRule(url, neverFires);
  const transitions = () => told.filter(({ update }) => update === undefined).map(({ state }) => state);
  await expect.poll(transitions, slow).toEqual(['warn', 'ok']);
  expect(told.some(({ update }) => update === 'snoozed')).toBe(true);
  await expect(served.snooze('no.such', '*', Date.now() + 3_600_000)).rejects.toMatchObject({
    message: 'No rule watches this series and instance.',
  });
});

test('the desktop is told of no alert while notifications are turned off', async () => {
  const { url } = await serverForTest();
  const { glance, told } = follow(() => url);
  await expect.poll(glance, slow).not.toBeNull();
  await command(url, 'settings.set', { changes: { notifications: false } });
  // What is told with the change itself, or after it, is not for the desktop.
  await setRule(url, alwaysFires);
  await expect.poll(() => glance()?.level, slow).toBe('warn');
  expect(told).toEqual([]);
});

test('the desktop is told what fired while the server could not be asked', async () => {
  const { url } = await serverForTest();
  let isOut = false;
  const ask: Ask = (input, init) => (isOut ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init));
  await quietRules(url);
  const { glance, told } = follow(() => url, temporaryFolder(), {}, ask);
  const transitions = () => told.map(({ state }) => state);
  await expect.poll(glance, slow).not.toBeNull();
  isOut = true;
  await expect.poll(glance, slow).toBeNull();
  await setRule(url, alwaysFires);
  await expect.poll(() => stateOf(url), slow).toBe('warn');
  isOut = false;
  await expect.poll(transitions, slow).toEqual(['warn']);
  await expect.poll(() => glance()?.level, slow).toBe('warn');
  isOut = true;
  await expect.poll(glance, slow).toBeNull();
  await setRule(url, neverFires);
  await expect.poll(() => stateOf(url), slow).toBe('ok');
  isOut = false;
  await expect.poll(transitions, slow).toEqual(['warn', 'ok']);
  await expect.poll(() => glance()?.level, slow).toBe('ok');
});

test('a server that knows no settings of a desktop is followed all the same', async () => {
  const { url } = await serverForTest();
  const ask: Ask = (input, init) => fetch(input.href.replace('/api/v1/desktop', '/api/v1/nowhere'), init);
  await quietRules(url);
  const { glance, told } = follow(() => url, temporaryFolder(), {}, ask);
  await expect.poll(() => glance()?.memoryUsedBytes, slow).toBeGreaterThan(0);
  await setRule(url, alwaysFires);
  await expect.poll(() => told.map(({ state }) => state), slow).toEqual(['warn']);
});

test('the settings of the desktop are among those of the server, once it is there, and follow them', async () => {
  const { url, dataDir } = await serverForTest();
  const own = ['startAtLogin', 'closeToTray', 'updates', 'updateChannel'];
  expect(await keysOf(url)).not.toEqual(expect.arrayContaining([expect.stringMatching(/startAtLogin|updates/u)]));
  const { shell, changed } = follow(() => url, dataDir);
  await expect.poll(() => keysOf(url), slow).toEqual(expect.arrayContaining(own));
  expect(shell.now()).toMatchObject({ closeToTray: true, startAtLogin: false });
  await command(url, 'settings.set', { changes: { closeToTray: false, startAtLogin: true } });
  await expect.poll(() => shell.now(), slow).toMatchObject({ closeToTray: false, startAtLogin: true });
  expect(changed).toEqual(['closeToTray', 'startAtLogin']);
  expect(loadSettings({ config: join(dataDir, 'lanpulse.config.json') }, {}, 'linux').config.startAtLogin).toBe(true);
});

test('what the desktop was told at its start decides over the settings of the server', async () => {
  const { url } = await serverForTest();
  const { shell, glance } = follow(() => url, temporaryFolder(), { LANPULSE_CLOSE_TO_TRAY: 'off' });
  await expect.poll(glance, slow).not.toBeNull();
  await command(url, 'settings.set', { changes: { closeToTray: true, startAtLogin: true } });
  await expect.poll(() => shell.now().startAtLogin, slow).toBe(true);
  expect(shell.now().closeToTray).toBe(false);
});

test('all of it is nothing while the server is gone, and is there again when it is back', async () => {
  const dataDir = temporaryFolder();
  const first = await serverForTest({ dataDir });
  let { url } = first;
  const { glance, told, shell } = follow(() => url);
  await expect.poll(() => glance()?.cpu, slow).toEqual(expect.any(Number));
  await first.stop();
  await expect.poll(glance, slow).toBeNull();
  const second = await serverForTest({ dataDir });
  // What fires before it is found is told too.
  await setRule(second.url, alwaysFires);
  await expect.poll(() => stateOf(second.url), slow).toBe('warn');
  ({ url } = second);
  await expect.poll(() => told.map(({ state }) => state), slow).toContain('warn');
  await expect.poll(() => glance()?.cpu, slow).toEqual(expect.any(Number));
  await command(url, 'settings.set', { changes: { closeToTray: false } });
  await expect.poll(() => shell.now().closeToTray, slow).toBe(false);
});
