import { expect, onTestFinished, test } from 'vitest';
import { loadSettings } from '../../../src-main/config/load-config.ts';
import { onAnyFreePort } from '../../../src-main/desktop/any-free-port.ts';
import { openSettings } from '../../../src-main/settings/settings.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a port that was taken at the start does not count as changed, one that is written afterwards does', async () => {
  const loaded = onAnyFreePort(loadSettings({ dataDir: temporaryFolder() }, {}, 'linux'));
  expect(loaded.config.port).toBe(0);
  const settings = openSettings({ loaded, clock: createFakeClock(), log: createTestLog(), isDesktop: true });
  onTestFinished(() => {
    settings.close();
  });
  await settings.change({ theme: 'dark' });
  expect(settings.answer().file.problem).toBeNull();
  expect(loaded.join({ port: 4790 })).toMatchObject({ config: { port: 4790 } });
  expect(loaded.join({ port: -1 })).toMatchObject({ issue: { key: 'port' } });
});
