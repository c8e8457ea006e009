import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadSettings, type Arguments } from '../../../src-main/config/load-config.ts';
import { openSettings } from '../../../src-main/settings/settings.ts';
import { takeOverSwitch } from '../../../src-main/settings/take-over-switch.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function begin(switchText: string, { text, args = {} }: { readonly text?: string; readonly args?: Arguments } = {}) {
  const dataDir = temporaryFolder();
  const old = join(dataDir, 'sharing.json');
  const path = join(dataDir, 'lanpulse.config.json');
  writeFileSync(old, switchText);
  if (text !== undefined) writeFileSync(path, text);
  const clock = createFakeClock();
  const log = createTestLog();
  const loaded = loadSettings({ dataDir, ...args }, {}, 'linux');
  const settings = openSettings({ loaded, clock, log, isDesktop: false });
  onTestFinished(() => {
    settings.close();
  });
  const written = (): unknown => JSON.parse(readFileSync(path, 'utf8'));
  return { old, path, log, settings, written, takeOver: () => takeOverSwitch({ dataDir, settings, clock, log }) };
}

test('a switch that an earlier version left on is on, among the settings, and its file is gone', async () => {
  const { takeOver, settings, written, old } = begin('{"on":true,"tls":true}', { text: '{"interval": 500}' });
  await takeOver();
  expect(settings.config()).toMatchObject({ share: true, tls: true, interval: 500 });
  expect(written()).toEqual({ interval: 500, share: true, tls: true });
  expect(existsSync(old)).toBe(false);
});

test('one that was left off leaves nothing behind', async () => {
  const { takeOver, path, old } = begin('{"on":false,"tls":false}');
  await takeOver();
  expect([existsSync(path), existsSync(old)]).toEqual([false, false]);
});

test('what the config file says counts more, also later', async () => {
  const { takeOver, settings, old } = begin('{"on":true,"tls":true}', { text: '{"share": false}' });
  await takeOver();
  expect(settings.config().share).toBe(false);
  expect(existsSync(old)).toBe(false);
});

test('an option decides for its start, and the file waits for one without it', async () => {
  const { takeOver, path, old } = begin('{"on":true,"tls":false}', { args: { share: 'off' } });
  await takeOver();
  expect([existsSync(path), existsSync(old)]).toEqual([false, true]);
});

test('where the settings cannot be written it is told, and tried again at the next start', async () => {
  const { takeOver, path, log, old } = begin('{"on":true,"tls":false}');
  mkdirSync(`${path}.unfinished`);
  await takeOver();
  expect(log.text()).toContain('could not be taken over');
  expect(existsSync(old)).toBe(true);
});
