import { once } from 'node:events';
import { createServer } from 'node:http2';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Hub } from '../../../src-main/stream/hub.ts';
import { openSse } from '../../../src-main/stream/sse.ts';
import { connectHttp2 } from '../../support/http2-client.ts';
import { makeHub } from '../../support/hub-server.ts';
import { seqOf } from '../../support/received-event.ts';

const zero = { received: 0, sent: 0, packetsReceived: 0, packetsSent: 0, errors: 0 };
/** A sample of about 60 kB. */
const large = { network: Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`veth${String(n)}`, zero])) };

async function serve(hub: Hub): Promise<string> {
  const server = createServer((request, response) => {
    const viewer = hub.viewers.open({ owner: 'me', role: 'operator', filter: {} });
    openSse(hub, viewer, request, response, {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`;
}

test('over HTTP/2 a reader that stalls is cut, and another on the same connection reads on', async () => {
  const { hub, clock } = makeHub();
  const client = await connectHttp2(await serve(hub));
  onTestFinished(() => {
    client.close();
  });
  // As browsers do: what one stream leaves lying must not hold up the others.
  client.session.setLocalWindowSize(8 * 1024 * 1024);
  const [stalled, healthy] = [await client.events('/'), await client.events('/')];
  await Promise.all([stalled.take(1), healthy.take(1)]);
  stalled.stall();
  let seq = 0;
  while (hub.figures().drops === 0 && seq < 200) {
    hub.publishSample(clock.wallMs() + seq, large);
    seq += 1;
    await healthy.takeUntil(({ id }) => id === `e1-${String(seq)}`);
  }
  stalled.resume();
  await stalled.ended;
  expect(hub.figures()).toMatchObject({ drops: 1, connections: { sse: 1 } });
  // 1 MiB, and what flow control lets through.
  expect(seq).toBeGreaterThan(15);
  expect(seq).toBeLessThan(30);
  const samples = healthy.received.filter(({ event }) => event === 'sample');
  expect(samples.map(seqOf)).toEqual(samples.map((_, n) => n + 1));
});

test('over HTTP/2 a reader that leaves is forgotten, and one that stays hears bye', async () => {
  const { hub } = makeHub();
  const client = await connectHttp2(await serve(hub));
  onTestFinished(() => {
    client.close();
  });
  const [leaving, staying] = [await client.events('/'), await client.events('/')];
  await Promise.all([leaving.take(1), staying.take(1)]);
  leaving.close();
  while (hub.presence().sse > 1) await setImmediate();
  await hub.close('shutdown');
  const last = await staying.takeUntil(({ event }) => event === 'bye');
  expect(last.at(-1)?.data).toBe('{"reason":"shutdown"}');
  await staying.ended;
});
