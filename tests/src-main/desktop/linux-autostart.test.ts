import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { autostartEntry } from '../../../src-main/desktop/autostart-entry.ts';
import { linuxAutostart } from '../../../src-main/desktop/linux-autostart.ts';
import { ownImage } from '../../../src-main/desktop/own-image.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** An AppImage that says it runs us, from a folder. */
function imageFrom(unpacked: string) {
  const folder = temporaryFolder();
  const image = join(folder, 'lanpulse-0.1.0.AppImage');
  writeFileSync(image, '');
  return { image, env: { APPIMAGE: image, APPDIR: unpacked, XDG_CONFIG_HOME: folder } };
}
const ours = () => imageFrom(dirname(process.execPath));
const entryOf = ({ XDG_CONFIG_HOME }: { readonly XDG_CONFIG_HOME: string }) =>
  join(XDG_CONFIG_HOME, 'autostart', 'lanpulse.desktop');

describe('the AppImage that runs', () => {
  test('is the one whose folder holds the program, also where a link leads there', () => {
    const { image, env } = ours();
    expect(ownImage(env)).toBe(image);
    const link = join(temporaryFolder(), 'unpacked');
    symlinkSync(dirname(process.execPath), link);
    expect(ownImage({ ...env, APPDIR: link })).toBe(image);
  });

  test('is none where a shell inside another one has handed its variables on', () => {
    expect(ownImage(imageFrom(temporaryFolder()).env)).toBeNull();
    expect(ownImage({ ...ours().env, APPDIR: undefined })).toBeNull();
    // A folder that only begins with the same letters.
    expect(ownImage({ ...ours().env, APPDIR: process.execPath.slice(0, -1) })).toBeNull();
    expect(ownImage({})).toBeNull();
  });

  test('is none where it is not there', () => {
    expect(ownImage({ ...ours().env, APPIMAGE: join(temporaryFolder(), 'gone.AppImage') })).toBeNull();
    expect(ownImage({ ...ours().env, APPIMAGE: 'Lanpulse.AppImage' })).toBeNull();
  });
});

describe('start at login on Linux', () => {
  test('names the AppImage that runs, and never another', async () => {
    const { image, env } = ours();
    await linuxAutostart(env, ['--hidden']).set(true);
    expect(readFileSync(entryOf(env), 'utf8')).toBe(autostartEntry([image, '--hidden']));
    const other = imageFrom(temporaryFolder());
    await linuxAutostart(other.env, ['--hidden']).set(true);
    expect(readFileSync(entryOf(other.env), 'utf8')).toBe(autostartEntry([process.execPath, '--hidden']));
  });

  test('goes along to the new name', async () => {
    const { env } = ours();
    const autostart = linuxAutostart(env, ['--hidden']);
    autostart.moved('/opt/none.AppImage');
    await autostart.set(true);
    autostart.moved('/opt/lanpulse-0.2.0.AppImage');
    expect(readFileSync(entryOf(env), 'utf8')).toBe(autostartEntry(['/opt/lanpulse-0.2.0.AppImage', '--hidden']));
  });

  test('of another data directory stays as it is', () => {
    const { image, env } = ours();
    mkdirSync(dirname(entryOf(env)));
    const other = autostartEntry([image, '--hidden', '--', '--data-dir', '/srv/lanpulse']);
    writeFileSync(entryOf(env), other);
    linuxAutostart(env, ['--hidden']).moved('/opt/lanpulse-0.2.0.AppImage');
    expect(readFileSync(entryOf(env), 'utf8')).toBe(other);
  });

  test('that somebody has disabled stays disabled', () => {
    const { image, env } = ours();
    mkdirSync(dirname(entryOf(env)));
    writeFileSync(entryOf(env), `${autostartEntry([image, '--hidden'])}Hidden=true\n`);
    linuxAutostart(env, ['--hidden']).moved('/opt/lanpulse-0.2.0.AppImage');
    const moved = autostartEntry(['/opt/lanpulse-0.2.0.AppImage', '--hidden']);
    expect(readFileSync(entryOf(env), 'utf8')).toBe(`${moved}Hidden=true\n`);
  });
});
