import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { loadSettings } from '../../src-main/config/load-config.ts';
import { startServer } from '../../src-main/desktop/start-server.ts';
import { openLog } from '../../src-main/log.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The server of the desktop app, whose window has not begun yet. */
async function withoutWindow(port: string) {
  const dataDir = temporaryFolder();
  let begin = (): void => undefined;
  const windowFirst = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const { url, own } = await startServer(loadSettings({ dataDir, port }, {}, 'linux'), {
    log: openLog('error'),
    pageRoot: inProject('out', 'renderer'),
    windowToken: 'secret',
    windowFirst,
  });
  onTestFinished(async () => {
    begin();
    await (await own)?.stop();
  });
  return { url, own, begin, hasHistory: () => existsSync(join(dataDir, 'history.db')) };
}

test.each(['free', 'taken'])('the server opens its history when the window has begun, on a %s port', async (which) => {
  const port = which === 'free' ? '0' : String((await serverForTest()).port);
  const { url, own, begin, hasHistory } = await withoutWindow(port);
  expect((await fetch(url)).status).toBe(200);
  expect(hasHistory()).toBe(false);
  begin();
  await own;
  expect(hasHistory()).toBe(true);
});
