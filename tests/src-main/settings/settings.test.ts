import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadSettings, type Arguments } from '../../../src-main/config/load-config.ts';
import type { SettingKey } from '../../../src-main/config/setting-table.ts';
import { openSettings } from '../../../src-main/settings/settings.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Begin {
  readonly text?: string;
  readonly args?: Arguments;
  readonly env?: NodeJS.ProcessEnv;
  readonly isDesktop?: boolean;
}

function begin({ text, args = {}, env = {}, isDesktop = false }: Begin = {}) {
  const dataDir = temporaryFolder();
  const path = join(dataDir, 'lanpulse.config.json');
  if (text !== undefined) writeFileSync(path, text);
  const log = createTestLog();
  const clock = createFakeClock();
  const loaded = loadSettings({ dataDir, ...args }, env, 'linux');
  const settings = openSettings({ loaded, clock, log, isDesktop });
  onTestFinished(() => {
    settings.close();
  });
  const told: SettingKey[][] = [];
  settings.onChange((_config, changed) => told.push([...changed]));
  const one = (key: string) => settings.answer().settings.find((setting) => setting.key === key);
  const written = (): unknown => JSON.parse(readFileSync(path, 'utf8'));
  return { settings, path, log, clock, told, one, written };
}

describe('settings', () => {
  test('are kept in one file of the data directory, with what it held before', async () => {
    const { settings, written, told, path } = begin({ text: '{"$schema": "x.json", "port": 4790}' });
    await settings.change({ interval: 500, history10s: '30d' });
    expect(written()).toEqual({ $schema: 'x.json', port: 4790, interval: 500, history10s: '30d' });
    expect(readFileSync(path, 'utf8')).toContain('\n  "interval": 500,\n');
    expect(settings.config()).toMatchObject({ interval: 500, history10s: 30 * 86_400_000 });
    expect(told).toEqual([['interval', 'history10s']]);
  });

  test('make the file, for the owner alone, with the first change', async () => {
    const { settings, path, written } = begin();
    expect(existsSync(path)).toBe(false);
    await settings.change({ theme: 'dark' });
    expect(written()).toEqual({ theme: 'dark' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('leave links and rights of the file as they are', async () => {
    const real = join(temporaryFolder(), 'real.json');
    writeFileSync(real, '{}');
    chmodSync(real, 0o640);
    const link = join(temporaryFolder(), 'link.json');
    symlinkSync(real, link);
    const { settings } = begin({ args: { config: link } });
    await settings.change({ interval: 2000 });
    expect(JSON.parse(readFileSync(real, 'utf8'))).toEqual({ interval: 2000 });
    expect(statSync(real).mode & 0o777).toBe(0o640);
  });

  test('leave rights that a new file would not get', async () => {
    const { settings, path } = begin({ text: '{}' });
    chmodSync(path, 0o664);
    await settings.change({ interval: 2000 });
    expect(statSync(path).mode & 0o777).toBe(0o664);
  });

  test.runIf(process.getuid?.() === 0)('leave the file to whom it belongs', async () => {
    const { settings, path } = begin({ text: '{}' });
    chownSync(path, 1234, 2345);
    await settings.change({ interval: 2000 });
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345 });
  });

  test('tell value, default and source, amounts as people write them', () => {
    const { one, settings } = begin({ text: '{"history1s": "3d"}', env: { LANPULSE_HISTORY_CAP: '500M' } });
    expect(one('interval')).toMatchObject({ value: 1000, default: 1000, source: 'default', fixedBy: null, min: 100 });
    expect(one('history1s')).toMatchObject({ value: '3d', default: '48h', source: 'file' });
    expect(one('historyCap')).toMatchObject({ value: '500M', source: 'variable', fixedBy: 'LANPULSE_HISTORY_CAP' });
    for (const { value, default: fallback, source } of settings.answer().settings)
      if (source === 'default') expect(value).toEqual(fallback);
  });

  test('go back to their default by null, which takes the key out of the file', async () => {
    const { settings, written, told } = begin({ text: '{"interval": 500, "theme": "dark"}' });
    await settings.change({ interval: null });
    expect(written()).toEqual({ theme: 'dark' });
    expect(settings.config().interval).toBe(1000);
    expect(told).toEqual([['interval']]);
  });

  test('count each change, and only changes', async () => {
    const { settings } = begin();
    expect(settings.revision()).toBe(1);
    await settings.change({ interval: 500 });
    await settings.change({ interval: 500 });
    expect(settings.revision()).toBe(2);
    expect(settings.answer().revision).toBe(2);
  });

  test('changed at the same time are all kept', async () => {
    const { settings, written } = begin();
    await Promise.all([
      settings.change({ interval: 500 }),
      settings.change({ theme: 'light' }),
      settings.change({ commands: false }),
    ]);
    expect(written()).toEqual({ interval: 500, theme: 'light', commands: false });
  });

  test.each([
    [{ interval: 50 }, '"interval" must be a whole number of milliseconds from 100 to 60000, not 50.'],
    [{ interval: 'soon' }, '"interval" must be a whole number'],
    [{ history10s: '1h' }, '"history10s" must be at least as long as history1s, not "1h".'],
    [{ theme: 'blue' }, '"theme" must be auto, dark or light, not "blue".'],
    [{ intervall: 500 }, '"intervall" is no setting. Did you mean "interval"?'],
    [{ port: 1 }, '"port" applies at the start only: change it in'],
    [{ startAtLogin: true }, '"startAtLogin" is a setting of the desktop app'],
  ])('refuse %j, naming the key', (changes, message) => {
    const { settings, path } = begin();
    expect(() => {
      settings.check(changes);
    }).toThrow(expect.objectContaining({ code: 'invalid_setting', message: expect.stringContaining(message) }));
    expect(existsSync(path)).toBe(false);
  });

  test('refuse what an option or a variable decides, and name it', () => {
    const { settings } = begin({ args: { interval: '250' }, env: { LANPULSE_SHARE: 'off' } });
    expect(() => {
      settings.check({ interval: 500 });
    }).toThrow('"interval" is set by --interval; start Lanpulse without that');
    expect(() => {
      settings.check({ share: true });
    }).toThrow('"share" is set by LANPULSE_SHARE');
  });

  test('where the server itself is on the network, encryption is that of the start; with a window it is switched', async () => {
    const { settings, path, one } = begin({ text: '{"tls": true}', args: { host: '0.0.0.0' } });
    expect(one('tls')).toMatchObject({ value: true, source: 'file', fixedBy: 'host' });
    writeFileSync(path, '{"tls": false}');
    await settings.reload();
    expect(settings.answer().file.problem).toBe(`"tls" in ${path} apply when Lanpulse is started again.`);
    expect(begin({ args: { host: '0.0.0.0' }, isDesktop: true }).one('tls')?.fixedBy).toBeNull();
    expect(begin().one('tls')?.fixedBy).toBeNull();
  });

  test('of the desktop are there inside the desktop app only', () => {
    expect(begin().one('closeToTray')).toBeUndefined();
    const { one, settings } = begin({ isDesktop: true });
    expect(one('closeToTray')).toMatchObject({ section: 'desktop', value: true });
    settings.check({ startAtLogin: true });
  });

  test('of a desktop app that shows this server are there as long as it says that it is there', async () => {
    const { one, settings, clock, told, written } = begin();
    expect(() => settings.check({ startAtLogin: true })).toThrow('this server runs without it');
    settings.attachDesktop(false);
    expect(one('startAtLogin')).toMatchObject({ value: false, fixedBy: null });
    expect(one('updates')).toBeUndefined();
    settings.check({ startAtLogin: true });
    await settings.change({ startAtLogin: true });
    expect(written()).toEqual({ startAtLogin: true });
    expect(told).toEqual([[], ['startAtLogin']]);
    settings.attachDesktop(true);
    expect(one('updates')).toMatchObject({ value: true });
    clock.advance(59_000);
    settings.attachDesktop(true);
    clock.advance(59_000);
    const revision = settings.revision();
    expect(one('startAtLogin')).toBeDefined();
    clock.advance(1_000);
    expect(one('startAtLogin')).toBeUndefined();
    expect(settings.revision()).toBe(revision + 1);
  });

  test('of a server with a window of its own stay those of that window', () => {
    const { one, settings } = begin({ isDesktop: true });
    settings.attachDesktop(true);
    expect(one('startAtLogin')).toBeDefined();
    expect(one('updates')).toBeUndefined();
  });

  test('that cannot be written leave everything as it was, and say so', async () => {
    const { settings, told, path } = begin({ text: '{}' });
    // Nothing can be put in its place, not even by root.
    mkdirSync(`${path}.unfinished`);
    await expect(settings.change({ interval: 500 })).rejects.toMatchObject({
      code: 'not_saved',
      message: expect.stringContaining(`${path} cannot be written`),
    });
    expect(settings.config().interval).toBe(1000);
    expect(settings.revision()).toBe(1);
    expect(told).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe('{}');
  });
});

describe('a config file that somebody edits', () => {
  test('is taken up by itself within seconds, also where it was not there before', { timeout: 70_000 }, async () => {
    const { settings, path, clock, told } = begin();
    // The looks at the disk are real ones, and take as long as the machine lets them.
    const soon = async (check: () => void) => {
      await vi.waitFor(
        () => {
          clock.advance(2_000);
          check();
        },
        { timeout: 30_000 },
      );
    };
    writeFileSync(path, '{"interval": 5000}');
    await soon(() => {
      expect(settings.config().interval).toBe(5000);
    });
    rmSync(path);
    await soon(() => {
      expect(settings.config().interval).toBe(1000);
    });
    expect(told).toEqual([['interval'], ['interval']]);
  });

  test.each([
    ['{"interval": "soon"}', /"interval" in .+ must be a whole number .+ not "soon"\./u],
    ['{"intervall": 5}', /"intervall" is not a known key\. Did you mean "interval"\?/u],
    ['{', /is not a JSON object\./u],
    ['[]', /is not a JSON object\./u],
  ])('to %s changes nothing, and the page and the log say why', async (text, message) => {
    const { settings, path, log, told } = begin({ text: '{"interval": 500}' });
    writeFileSync(path, text);
    await settings.reload();
    expect(settings.config().interval).toBe(500);
    expect(settings.answer().file.problem).toMatch(message);
    expect(log.text()).toMatch(/the config file was changed, but is wrong/u);
    expect(told).toEqual([[]]);
    expect(settings.revision()).toBe(2);
    await settings.reload();
    expect(settings.revision()).toBe(2);
    writeFileSync(path, '{"interval": 500}');
    await settings.reload();
    expect(settings.answer().file.problem).toBeNull();
    expect(settings.revision()).toBe(3);
  });

  test('wrongly is not written over by a change of something else, and mended by one of the same key', async () => {
    const { settings, path, written } = begin();
    writeFileSync(path, '{"interval": "soon"}');
    await expect(settings.change({ theme: 'dark' })).rejects.toThrow('"interval" must be a whole number');
    expect(written()).toEqual({ interval: 'soon' });
    await settings.change({ interval: 1000 });
    expect(written()).toEqual({ interval: 1000 });
    expect(settings.answer().file.problem).toBeNull();
  });

  test('a moment before a change from the page loses nothing of either', async () => {
    const { settings, path, written, told } = begin();
    writeFileSync(path, '{"theme": "dark"}');
    await settings.change({ interval: 500 });
    expect(written()).toEqual({ theme: 'dark', interval: 500 });
    expect(told).toEqual([['theme'], ['interval']]);
  });

  test('before anybody listens is told as soon as somebody does', async () => {
    const { settings, path } = begin();
    writeFileSync(path, '{"history": false, "share": true}');
    await settings.reload();
    const told: unknown[] = [];
    settings.onChange(({ history, share }, changed) => told.push([history, share, [...changed]]));
    expect(told).toEqual([[false, true, expect.arrayContaining(['history', 'share'])]]);
  });

  test('says of what applies at the start only that it waits for one', async () => {
    const { settings, path } = begin();
    writeFileSync(path, '{"port": 4790}');
    await settings.reload();
    expect(settings.answer().file.problem).toBe(`"port" in ${path} apply when Lanpulse is started again.`);
  });

  test('cannot undo what an option decides', async () => {
    const { settings, path, told } = begin({ args: { interval: '250' } });
    writeFileSync(path, '{"interval": 5000}');
    await settings.reload();
    expect(settings.config().interval).toBe(250);
    expect(told).toEqual([[]]);
  });
});
