import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { arrivalAt } from '../../../src-main/access/arrival.ts';
import { boundsOf } from '../../../src-main/config/limit-settings.ts';
import { createControlUpgrades } from '../../../src-main/control/upgrade.ts';
import { createLimits } from '../../../src-main/limits/limits.ts';
import { accessRules } from '../../support/access.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';

const windowToken = 'w'.repeat(32);

async function start() {
  const clock = createFakeClock();
  const log = createTestLog();
  const limits = createLimits({
    bounds: boundsOf({ maxStreamsPerSession: 256 }),
    clock,
    log,
    isTrustedProxy: () => false,
  });
  const upgrades = createControlUpgrades(() => new Map(), accessRules({ windowToken }), clock, log, limits);
  const server = createServer().on('upgrade', (request, socket, head) => {
    const arrival = arrivalAt(request, () => false);
    upgrades.handle(request, socket, head, { arrival, closing: new AbortController().signal });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const clients: WebSocket[] = [];
  onTestFinished(() => {
    for (const client of clients) client.terminate();
    server.close();
  });
  /** Resolves with the channel, or with the status of a refusal. */
  const open = (headers: Record<string, string> = {}) =>
    new Promise<WebSocket | number>((resolve) => {
      const client = new WebSocket(`ws://127.0.0.1:${String(address.port)}/api/v1/control`, { headers });
      clients.push(client);
      client.on('error', () => undefined);
      client.once('open', () => {
        resolve(client);
      });
      client.once('unexpected-response', (_request, response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
    });
  return { open, upgrades };
}

test('one session has as many control channels as it may, and room again when one closes', async () => {
  const { open, upgrades } = await start();
  const channels = await Promise.all(Array.from({ length: 256 }, () => open()));
  expect(channels.filter((one) => typeof one === 'number')).toEqual([]);
  expect(await open()).toBe(429);
  expect(await open({ authorization: `Bearer ${windowToken}` })).toBeInstanceOf(WebSocket);
  expect(upgrades.count()).toBe(257);
  const [first] = channels;
  if (!(first instanceof WebSocket)) throw new Error('the first was refused');
  first.close();
  await once(first, 'close');
  while (upgrades.count() > 256) await new Promise((resolve) => setImmediate(resolve));
  expect(await open()).toBeInstanceOf(WebSocket);
});
