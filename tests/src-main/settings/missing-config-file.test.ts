import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadSettings, type Arguments } from '../../../src-main/config/load-config.ts';
import type { SettingKey } from '../../../src-main/config/setting-table.ts';
import { openSettings } from '../../../src-main/settings/settings.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function begin({ text, args = {} }: { readonly text?: string; readonly args?: Arguments }) {
  const dataDir = temporaryFolder();
  const path = join(dataDir, 'lanpulse.config.json');
  if (text !== undefined) writeFileSync(path, text);
  const log = createTestLog();
  const clock = createFakeClock();
  const loaded = loadSettings({ dataDir, ...args }, {}, 'linux');
  const settings = openSettings({ loaded, clock, log, isDesktop: false });
  onTestFinished(() => {
    settings.close();
  });
  const told: SettingKey[][] = [];
  settings.onChange((_config, changed) => told.push([...changed]));
  return { settings, path, log, clock, told };
}

describe('a config file', () => {
  test('that an editor takes away for a moment and writes anew never brings the defaults', async () => {
    const { settings, path, clock, told } = begin({ text: '{"history10s": "30d", "share": true}' });
    rmSync(path);
    await settings.reload();
    clock.advance(1_000);
    await settings.reload();
    writeFileSync(path, '{"history10s": "30d", "share": true, "theme": "dark"}');
    clock.advance(60_000);
    await settings.reload();
    expect(settings.config()).toMatchObject({ history10s: 30 * 86_400_000, share: true, theme: 'dark' });
    expect(told).toEqual([['theme']]);
    // The next time it is missed for as long as the first time.
    rmSync(path);
    await settings.reload();
    expect(settings.config().share).toBe(true);
  });

  test('that is gone for good is believed to be after some seconds, by itself', async () => {
    const { settings, path, clock, told } = begin({ text: '{"interval": 500}' });
    rmSync(path);
    await settings.reload();
    expect(told).toEqual([]);
    clock.advance(5_000);
    await settings.reload();
    expect(settings.config().interval).toBe(1000);
    expect(told).toEqual([['interval']]);
  });

  test.each([
    ['lies in the data directory', false],
    ['was named', true],
  ])('that cannot be read, and %s, keeps what is in force and is not written over', async (_where, isNamed) => {
    const named = join(temporaryFolder(), 'named.json');
    const text = '{"history10s": "30d", "loopbackRole": "viewer"}';
    writeFileSync(named, text);
    const began = begin(isNamed ? { args: { config: named } } : { text });
    const { settings, log } = began;
    const path = isNamed ? named : began.path;
    rmSync(path);
    // A named file must be there; a folder in its place cannot be read, not even by root.
    if (!isNamed) mkdirSync(path);
    await expect(settings.change({ theme: 'dark' })).rejects.toMatchObject({
      code: 'invalid_setting',
      message: expect.stringContaining(`${path} cannot be read`),
    });
    expect(() => {
      settings.check({ theme: 'dark' });
    }).toThrow(/put it back, or let Lanpulse read it/u);
    expect(settings.answer().file.problem).toContain('cannot be read');
    expect(log.text().match(/cannot be read/gu)).toHaveLength(1);
    expect(settings.config()).toMatchObject({ history10s: 30 * 86_400_000, theme: 'auto' });
    expect(existsSync(path)).toBe(!isNamed);
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, text);
    await settings.change({ theme: 'dark' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      history10s: '30d',
      loopbackRole: 'viewer',
      theme: 'dark',
    });
    expect(settings.answer().file.problem).toBeNull();
  });
});
