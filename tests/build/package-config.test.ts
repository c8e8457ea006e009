import { readFile } from 'node:fs/promises';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { linuxSizes, windowsSizes } from '../../build/icons.ts';
import { feedUrlIssue } from '../../build/feed-url.ts';
import { packageConfig } from '../../build/package-config.ts';
import { linuxRuns } from '../../build/package-runs.ts';
import { packageSettings } from '../../build/package-settings.ts';
import { inProject } from '../../build/project.ts';
import { newestNotes } from '../../build/release-notes.ts';

const validate = (config: object) => validateConfiguration(config, new DebugLogger(false));

describe('what is packed', () => {
  test.each([
    ['nothing', {}],
    ['a feed', { feedUrl: 'https://updates.example/lanpulse' }],
    ['names', { homepage: 'https://example.org', maintainer: 'Ada <ada@example.org>' }],
  ])('is a configuration that electron-builder takes, where %s is given', async (_what, settings) => {
    await expect(validate(packageConfig(settings))).resolves.toBeUndefined();
  });

  test('is checked: electron-builder refuses a key that it does not know', async () => {
    await expect(validate({ ...packageConfig({}), artefactName: 'x' })).rejects.toThrow(/artefactName/u);
  });

  test('asks nobody for updates unless a feed is given', () => {
    expect(packageConfig({}).publish).toBeNull();
    const feedUrl = 'https://updates.example/lanpulse';
    const given = packageSettings({ LANPULSE_UPDATE_FEED: feedUrl, LANPULSE_HOMEPAGE: '' });
    expect(given).toEqual({ feedUrl });
    expect(packageConfig(given).publish).toEqual({ provider: 'generic', url: feedUrl });
  });

  test('takes a feed that nobody on the way can change, and no other', () => {
    expect(feedUrlIssue('https://updates.example/lanpulse')).toBeNull();
    expect(feedUrlIssue('http://updates.example/lanpulse')).toMatch(/^must be an address that begins with https/u);
    expect(feedUrlIssue('updates.example')).toMatch(/^must be an address/u);
    expect(feedUrlIssue('https://updates.example/?key=1')).toMatch(/^must be a folder/u);
  });

  test('covers each platform and processor', () => {
    const { linux, win, mac } = packageConfig({});
    const both = ['x64', 'arm64'];
    expect(linux?.target).toEqual(['AppImage', 'deb', 'rpm', 'tar.gz'].map((target) => ({ target, arch: both })));
    expect(win?.target).toEqual([{ target: 'nsis', arch: both }]);
    expect(mac?.target).toContainEqual({ target: 'dmg', arch: ['universal'] });
  });

  test('keeps archives apart from what is installed, whose word of how it was installed they would carry', () => {
    expect(linuxRuns(['AppImage', 'deb', 'rpm', 'tar.gz'])).toEqual([['AppImage', 'deb', 'rpm'], ['tar.gz']]);
    expect(linuxRuns(['dir', 'deb', 'tar.gz'])).toEqual([['deb'], ['dir', 'tar.gz']]);
    expect(linuxRuns(['dir', 'tar.gz'])).toEqual([['dir', 'tar.gz']]);
  });

  test('has an icon of each size, drawn from the one drawing', async () => {
    for (const side of linuxSizes) {
      const name = `${String(side)}x${String(side)}.png`;
      const drawn = sharp(await readFile(inProject('build', 'icons', name)));
      expect(await drawn.metadata()).toMatchObject({ width: side, height: side, hasAlpha: true });
      const svg = await readFile(inProject('build', 'icon.svg'));
      const anew = await sharp(svg, { density: (72 * side) / 512 })
        .resize(side, side)
        .raw()
        .toBuffer();
      const differences = (await drawn.raw().toBuffer()).map((value, at) => Math.abs(value - (anew[at] ?? 0)));
      // Another release of the drawing library may round otherwise.
      expect(Math.max(...differences.subarray(0, 65_536)), name).toBeLessThan(16);
    }
    const ico = await readFile(inProject('build', 'icon.ico'));
    expect(ico.readUInt16LE(4)).toBe(windowsSizes.length);
    const icns = await readFile(inProject('build', 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
  });

  test('tells of its newest release what the changelog says', () => {
    expect(newestNotes('# Changes\n\n## 2.0\n\n- New.\n\n## 1.0\n\n- Old.\n')).toBe('- New.');
    expect(newestNotes('# Changes\n')).toBe('');
  });
});
