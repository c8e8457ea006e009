import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { serverForTest } from '../support/alerting-server.ts';
import { openEventStream } from '../support/event-stream.ts';
import { ask, cookieIn, sessionsOf } from '../support/paired.ts';

test('when sharing is turned on, what this machine has open without a session ends, and the page that did it goes on', async () => {
  const server = await serverForTest();
  const page = { origin: server.url, 'sec-fetch-site': 'same-origin' };
  const viewer = 'v'.repeat(43);
  const events = `${server.url}/api/v1/events?metrics=load&viewer=${viewer}`;
  const stream = await openEventStream(events);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control`, { headers: page });
  onTestFinished(() => {
    stream.close();
    socket.terminate();
  });
  await Promise.all([once(socket, 'open'), stream.takeUntil(({ event }) => event === 'hello')]);

  const closed = once(socket, 'close');
  const beganMs = performance.now();
  const turned = await ask(server, '/api/v1/sharing', { body: { on: true }, headers: page });
  expect(turned.body).toMatchObject({ on: true });
  await stream.ended;
  expect(String(await closed)).toBe('1012,changed');
  expect(performance.now() - beganMs).toBeLessThan(3_000);
  expect(stream.received.some(({ event }) => event === 'bye')).toBe(false);

  // It comes back by the cookie that it got, with the viewer that it was, and is an operator on this machine still.
  const cookie = `lanpulse_${String(server.port)}=${cookieIn(turned.headers, server.port)}`;
  const again = await openEventStream(events, { headers: { cookie } });
  onTestFinished(() => {
    again.close();
  });
  expect((await again.takeUntil(({ event }) => event === 'hello'))[0]?.data).toContain('"role":"operator"');
  expect(await sessionsOf(server)).toMatchObject([{ kind: 'local', role: 'operator', watching: true }]);
  // Everybody else on this machine needs a session now.
  for (const path of ['poll', 'rules', 'server']) expect((await ask(server, `/api/v1/${path}`)).status).toBe(401);
});
