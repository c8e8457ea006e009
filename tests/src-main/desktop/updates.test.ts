import { AppImageUpdater, CancellationToken } from 'electron-updater';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findFeed } from '../../../src-main/desktop/update-feed.ts';
import { plainNotes } from '../../../src-main/desktop/update-notes.ts';
import { updateEntry, updateProgress, type UpdateState } from '../../../src-main/desktop/update-state.ts';
import { createUpdates } from '../../../src-main/desktop/updates.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const on = { isOn: true, channel: 'latest' } as const;
const dayMs = 86_400_000;

/** Updates by the real library, which outside of Electron reaches nobody: each look shows by its beginning. */
function begin(isOn: () => boolean) {
  const updater = new AppImageUpdater(
    { provider: 'generic', url: 'https://updates.example/' },
    {
      version: '0.1.0',
      name: 'Lanpulse',
      isPackaged: true,
      whenReady: () => Promise.resolve(),
      userDataPath: temporaryFolder(),
    },
  );
  updater.forceDevUpdateConfig = true;
  let looks = 0;
  updater.on('checking-for-update', () => {
    looks += 1;
  });
  const clock = createFakeClock();
  const updates = createUpdates({
    updater,
    cancellation: () => new CancellationToken(),
    clock,
    log: createTestLog(),
    choice: () => ({ isOn: isOn(), channel: 'latest' }),
    restart: () => undefined,
    installsOnQuit: true,
  });
  onTestFinished(() => {
    updates.close();
  });
  return { clock, updates, looks: () => looks };
}

describe('updates', () => {
  test('are looked for a minute after the start and once a day', async () => {
    const { clock, updates, looks } = begin(() => true);
    clock.advance(59_000);
    expect(looks()).toBe(0);
    clock.advance(1_000);
    expect(updates.state().kind).toBe('checking');
    await expect.poll(() => updates.state().kind).toBe('failed');
    expect(looks()).toBe(1);
    clock.advance(dayMs - 1);
    expect(updates.state().kind).toBe('failed');
    clock.advance(1);
    expect(updates.state().kind).toBe('checking');
    await expect.poll(() => updates.state().kind).toBe('failed');
    expect(looks()).toBe(2);
  });

  test('are not looked for while they are turned off, also when somebody asks, and at once when they are turned on', async () => {
    let isOn = false;
    const { clock, updates, looks } = begin(() => isOn);
    clock.advance(3 * dayMs);
    await updates.check();
    expect(looks()).toBe(0);
    isOn = true;
    updates.choiceChanged();
    expect(updates.state().kind).toBe('checking');
    await expect.poll(() => updates.state().kind).toBe('failed');
    isOn = false;
    updates.choiceChanged();
    expect(updates.state().kind).toBe('idle');
  });

  test.each<[UpdateState, string, boolean]>([
    [{ kind: 'idle' }, 'Check for updates…', true],
    [{ kind: 'checking' }, 'Looking for updates …', false],
    [{ kind: 'available', version: '2.0.0', notes: '' }, 'Update to 2.0.0…', true],
    [{ kind: 'downloading', version: '2.0.0', share: 0.37 }, 'Downloading 2.0.0: 30 %…', true],
    [{ kind: 'ready', version: '2.0.0' }, 'Restart to update to 2.0.0…', true],
  ])('have one entry in the menus, %o', (state, label, isEnabled) => {
    expect(updateEntry(state, on)).toEqual({ label, isEnabled });
  });

  test('show their progress by a bar that goes away', () => {
    expect(updateProgress({ kind: 'downloading', version: '2.0.0', share: 0.37 })).toBe(0.37);
    expect(updateProgress({ kind: 'ready', version: '2.0.0' })).toBe(-1);
  });

  test('bring notes that fit into a box', () => {
    expect(plainNotes({ releaseNotes: [{ version: '2.0.0', note: 'New.' }] })).toBe('2.0.0\nNew.');
    expect(plainNotes({ releaseNotes: 'x'.repeat(10_000) }).length).toBeLessThan(2_100);
    expect(plainNotes({})).toBe('');
  });
});

describe('the feed of updates', () => {
  const packed = (files: readonly string[]) => {
    const resources = temporaryFolder();
    mkdirSync(resources, { recursive: true });
    for (const file of files) writeFileSync(join(resources, file), '');
    return { isPackaged: true, resources };
  };

  const image = (unpacked: string) => {
    const path = join(temporaryFolder(), 'Lanpulse.AppImage');
    writeFileSync(path, '');
    return { APPIMAGE: path, APPDIR: unpacked };
  };

  test('is there where it was packed, in what can be replaced', () => {
    const feed = packed(['app-update.yml']);
    expect(findFeed({ ...feed, platform: 'darwin', env: {} })).toEqual({ config: null });
    expect(findFeed({ ...feed, platform: 'linux', env: image(dirname(process.execPath)) })).not.toBeNull();
    expect(findFeed({ ...packed(['app-update.yml', 'package-type']), platform: 'linux', env: {} })).not.toBeNull();
  });

  test('is not there in an archive, without an address, or by a variable of others', () => {
    expect(findFeed({ ...packed(['app-update.yml']), platform: 'linux', env: {} })).toBeNull();
    expect(findFeed({ ...packed(['app-update.yml']), platform: 'linux', env: image(temporaryFolder()) })).toBeNull();
    expect(findFeed({ ...packed([]), platform: 'win32', env: { LANPULSE_UPDATE_CONFIG: '/tmp/evil.yml' } })).toBeNull();
    expect(findFeed({ ...packed([]), isPackaged: false, platform: 'linux', env: {} })).toBeNull();
  });
});
