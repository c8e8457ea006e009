import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { inProject } from '../../build/project.ts';
import { loadSettings } from '../../src-main/config/load-config.ts';
import { openLog } from '../../src-main/log.ts';
import { startMonitor } from '../../src-main/monitor.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Everything that is asked for in the moment in which a server listens, before the rest of it is made. */
async function askedEarly<Answer>(ask: (url: string) => Promise<Answer>): Promise<Answer> {
  const settings = loadSettings({ dataDir: temporaryFolder(), port: '0' }, {}, 'linux');
  return new Promise((resolve, reject) => {
    const starting = startMonitor(settings, {
      log: openLog('error'),
      pageRoot: inProject('out', 'renderer'),
      async onListening(url) {
        // Whatever is made of the server meanwhile, it has been asked before.
        ask(url).then(resolve, reject);
        await nextTurn();
      },
    });
    starting.catch(reject);
    onTestFinished(async () => {
      const monitor = await starting;
      await monitor.stop();
    });
  });
}

test.each([
  ['the page', '/', 200, 'text/html'],
  ['whether it is well', '/healthz', 200, 'text/plain'],
  ['what it is', '/api/v1/info', 200, 'application/json'],
  ['the past', '/api/v1/history?series=cpu.total&from=0&to=1&points=2', 200, 'application/json'],
  ['what there is not', '/api/v1/nothing', 404, 'application/json'],
])('%s can be asked for as soon as the server listens', async (_what, path, status, type) => {
  const response = await askedEarly((url) => fetch(`${url}${path}`));
  expect([response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([status, type]);
});

test('a control channel that is opened as soon as the server listens takes commands', async () => {
  const reply = await askedEarly(
    (url) =>
      new Promise<string>((resolve, reject) => {
        const channel = new WebSocket(`${url.replace(/^http/u, 'ws')}/api/v1/control`);
        onTestFinished(() => {
          channel.terminate();
        });
        channel.on('error', reject);
        channel.on('open', () => {
          channel.send('{"id":"c1","type":"ping"}');
        });
        channel.on('message', (data: Buffer) => {
          resolve(data.toString());
        });
      }),
  );
  expect(JSON.parse(reply)).toMatchObject({ replyTo: 'c1', ok: true });
});

test('the page can be loaded before the history is opened, which waits for whoever loads it', async () => {
  const settings = settingsWith('0');
  const history = join(settings.config.dataDir, 'history.db');
  const opened: unknown[] = [];
  const monitor = await startMonitor(settings, {
    log: openLog('error'),
    pageRoot: inProject('out', 'renderer'),
    async onListening(url) {
      const { status } = await fetch(url);
      opened.push(status, existsSync(history));
    },
  });
  opened.push(existsSync(history));
  await monitor.stop();
  expect(opened).toEqual([200, false, true]);
});

test('a server whose port is taken can be started on another one in the same process', async () => {
  const options = { log: openLog('error'), pageRoot: inProject('out', 'renderer') };
  const first = await startMonitor(settingsWith('0'), options);
  onTestFinished(() => first.stop());
  const again = settingsWith(new URL(first.url).port);
  await expect(startMonitor(again, options)).rejects.toMatchObject({ code: 'port_taken' });
  const other = loadSettings({ dataDir: again.config.dataDir, port: '0' }, {}, 'linux');
  const second = await startMonitor(other, options);
  onTestFinished(() => second.stop());
  expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
});

function settingsWith(port: string) {
  return loadSettings({ dataDir: temporaryFolder(), port }, {}, 'linux');
}
