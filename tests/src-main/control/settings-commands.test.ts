import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadSettings } from '../../../src-main/config/load-config.ts';
import { dispatch } from '../../../src-main/control/dispatch.ts';
import { createSettingsCommands } from '../../../src-main/control/settings-commands.ts';
import { openSettings } from '../../../src-main/settings/settings.ts';
import type { SharingChange } from '../../../src-shared/protocol/sharing.ts';
import { principalOf, senderOf } from '../../support/access.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function begin() {
  const dataDir = temporaryFolder();
  const path = join(dataDir, 'lanpulse.config.json');
  const log = createTestLog();
  const loaded = loadSettings({ dataDir }, {}, 'linux');
  const settings = openSettings({ loaded, clock: createFakeClock(), log, isDesktop: false });
  onTestFinished(() => {
    settings.close();
  });
  const switched: { readonly change: SharingChange; readonly interval: number }[] = [];
  const table = new Map(
    createSettingsCommands(settings, (change) => {
      switched.push({ change, interval: settings.config().interval });
      return Promise.resolve();
    }),
  );
  const set = async (changes: object) => {
    const text = JSON.stringify({ id: 's1', type: 'settings.set', changes });
    const { reply } = await dispatch(table, text, senderOf(principalOf('operator', 'one')), log);
    return reply;
  };
  return { set, switched, path };
}

test('sharing is turned off also where the other settings of the same command cannot be written', async () => {
  const { set, switched, path } = begin();
  // Nothing can be put in its place, not even by root.
  mkdirSync(`${path}.unfinished`);
  expect(await set({ share: false, interval: 500 })).toMatchObject({ ok: false, error: { code: 'not_saved' } });
  expect(switched).toEqual([{ change: { on: false }, interval: 1000 }]);
});

test('sharing is turned on last, and not at all where the other settings cannot be written', async () => {
  const { set, switched, path } = begin();
  expect(await set({ share: true, tls: true, interval: 500 })).toMatchObject({ ok: true });
  expect(switched).toEqual([{ change: { on: true, tls: true }, interval: 500 }]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ interval: 500 });
  mkdirSync(`${path}.unfinished`);
  expect(await set({ share: true, interval: 1000 })).toMatchObject({ ok: false });
  expect(switched).toHaveLength(1);
});
