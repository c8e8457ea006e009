import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { applySettings, keepingChoice } from '../../../src-main/apply-settings.ts';
import { loadSettings, type Arguments } from '../../../src-main/config/load-config.ts';
import { openKeeping } from '../../../src-main/history/keeping.ts';
import { keptSwitch } from '../../../src-main/settings/kept-switch.ts';
import { openSettings } from '../../../src-main/settings/settings.ts';
import { createOwnName } from '../../../src-main/sharing/own-name.ts';
import { openSharing, type SharingOptions } from '../../../src-main/sharing/sharing-switch.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The settings and the switch, joined as the server joins them; an address of loopback stands for one of a network. */
async function begin(args: Arguments = {}, options: Partial<SharingOptions> = {}) {
  const dataDir = temporaryFolder();
  const path = join(dataDir, 'lanpulse.config.json');
  const clock = createFakeClock();
  const log = { ...createTestLog(), setLevel: () => undefined };
  const loaded = loadSettings({ dataDir, ...args }, {}, 'linux');
  const settings = openSettings({ loaded, clock, log, isDesktop: false });
  onTestFinished(() => {
    settings.close();
  });
  const open = new Set<string>();
  const sharing = await openSharing({
    clock,
    log,
    file: keptSwitch(settings),
    decided: { on: undefined, tls: settings.fixedBy('tls') === null ? undefined : true },
    isExposed: false,
    addresses: () => [{ address: '127.0.0.1', via: 'eth0' }],
    ownName: createOwnName(clock, () => Promise.resolve([])),
    onFailure: settings.reportFailure,
    ...options,
  });
  await sharing.start(0, async (host, port, isSecure) => {
    const server = createServer().listen({ host, port });
    await once(server, 'listening');
    const scheme = isSecure ? 'https' : 'http';
    open.add(scheme);
    return {
      port,
      close: async () => {
        open.delete(scheme);
        server.close();
        await once(server, 'close');
      },
    };
  });
  onTestFinished(() => sharing.close());
  const nothing = () => undefined;
  const keeping = openKeeping({ ...keepingChoice(loaded.config), isOn: false, dataDir, clock, log, onChange: nothing });
  onTestFinished(() => {
    keeping.close();
  });
  settings.onChange((config, changed) => {
    const hub = {
      filtersChanged: nothing,
      setRingBytes: nothing,
      forgetWritten: nothing,
      presenceChanged: nothing,
    };
    const others = { collector: { setEvery: nothing }, desk: { retune: nothing }, openMetrics: { retune: nothing } };
    const parts = { ...others, log, hub, keeping, notifier: { targetsChanged: nothing }, sharing };
    applySettings(parts, config, changed);
  });
  /** Waits for all that follows from what has happened. */
  const settled = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await sharing.change({});
      await settings.reload();
    }
  };
  return {
    settings,
    clock,
    sharing,
    open,
    log,
    path,
    settled,
    written: (): unknown => JSON.parse(readFileSync(path, 'utf8')),
    edit: async (text: string) => {
      writeFileSync(path, text);
      await settings.reload();
      await settled();
    },
  };
}

test('two changes of the switch at the same time come to rest, as both of them wanted', async () => {
  const { settings, sharing, open, written, settled, log } = await begin();
  await Promise.all([sharing.change({ tls: true }), sharing.change({ on: true })]);
  await settled();
  expect(written()).toEqual({ share: true, tls: true });
  expect(sharing.status()).toMatchObject({ on: true, tls: { on: true } });
  expect([...open]).toEqual(['https']);
  // One for each change, and none that nobody made.
  expect(settings.revision()).toBe(3);
  expect(log.text()).not.toContain('"what":"sharing"');
});

test('what somebody writes into the file opens and closes, and leaves a line each time', async () => {
  const { open, edit, log } = await begin();
  await edit('{"share": true}');
  expect([...open]).toEqual(['http']);
  await edit('{"share": true, "tls": true}');
  expect([...open]).toEqual(['https']);
  await edit('{"interval": 500}');
  expect([...open]).toEqual([]);
  const audits = log
    .text()
    .split('\n')
    .filter((line) => line.includes('"what":"sharing"'));
  const line = (on: boolean, tls: boolean) =>
    JSON.stringify([{ what: 'sharing', by: null, outcome: 'ok', detail: { on, tls } }]);
  expect(audits).toEqual([line(true, false), line(true, true), line(false, false)]);
});

test('with a certificate of one’s own the file opens and closes too', async () => {
  const { open, edit, sharing, log } = await begin({ tlsCert: '/own.crt', tlsKey: '/own.key' });
  await edit('{"share": true}');
  expect([...open]).toEqual(['https']);
  await edit('{"share": false}');
  expect([...open]).toEqual([]);
  expect(sharing.status()).toMatchObject({ on: false, problem: null });
  expect(log.text()).not.toContain('could not be changed');
});

test('what was closed while the disk was full stays closed when something else changes in the file', async () => {
  const { open, edit, sharing, path } = await begin();
  await sharing.change({ on: true });
  // Nothing can be put in its place, not even by root.
  mkdirSync(`${path}.unfinished`);
  await expect(sharing.change({ on: false })).rejects.toMatchObject({ code: 'not_saved' });
  rmdirSync(`${path}.unfinished`);
  await edit('{"share": true, "tls": true}');
  expect([...open]).toEqual([]);
  expect(sharing.isOn()).toBe(false);
});

test('where the switch cannot follow the file the settings say so too, until it can', async () => {
  let isBroken = true;
  const addresses = () => {
    if (isBroken) throw new Error('no addresses today');
    return [{ address: '127.0.0.1', via: 'eth0' }];
  };
  const { settings, sharing, edit, clock, settled } = await begin({}, { addresses });
  await edit('{"share": true}');
  expect(settings.answer().file.problem).toContain('Sharing could not be changed as the config file says');
  expect(sharing.status().problem).toContain(settings.answer().file.problem);
  // What waits for a start is told beside it, and pages that are open ask again.
  const before = settings.revision();
  await edit('{"share": true, "host": "0.0.0.0"}');
  expect(settings.answer().file.problem).toMatch(/"host" in .+ apply when .+ Sharing could not be changed/u);
  expect(settings.revision()).toBe(before + 1);
  await edit('{"share": true}');
  isBroken = false;
  clock.advance(3_000);
  await settled();
  await expect.poll(() => settings.answer().file.problem).toBeNull();
});
