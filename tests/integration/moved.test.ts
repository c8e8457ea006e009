import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askFrom } from '../support/ask-from.ts';
import { openEventStream } from '../support/event-stream.ts';
import { canMakeHosts, makeSmallNetwork, type SmallNetwork } from '../support/second-host.ts';
import { serveTo } from '../support/serve-to.ts';

describe.skipIf(!canMakeHosts)('an address that begins otherwise from one moment to the next', () => {
  let network: SmallNetwork;
  beforeAll(async () => {
    network = await makeSmallNetwork();
  });
  afterAll(() => network.close());

  test('tells whom it cuts off; not those who come through a proxy, whose way stays', async () => {
    const server = await serveTo(network, { args: ['--trusted-proxy', network.second.ipv4] });
    await server.sharing({ on: true });
    const url = `http://${network.server.ipv4}:${String(server.port)}`;
    const direct = await server.pair(url);
    const byProxy = { ...direct, 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' };
    const { agent } = network.second;
    const streams = await Promise.all(
      [direct, byProxy].map((headers) => openEventStream(`${url}/api/v1/events`, { headers, agent })),
    );
    for (const stream of streams) await stream.takeUntil(({ event }) => event === 'sample');
    const first = await askFrom(network.second, `${url}/api/v1/poll`, { headers: byProxy });
    const { last } = v.parse(v.object({ last: v.string() }), first.body);
    const held = askFrom(network.second, `${url}/api/v1/poll?metrics=&timeout=30000&after=${last}`, {
      headers: byProxy,
    });
    // Asked after it by the same way, and answered: the poll has come.
    await askFrom(network.second, `${url}/api/v1/rules`, { headers: byProxy });
    await server.sharing({ tls: true });
    await Promise.all(streams.map(({ ended }) => ended));
    expect(streams.map(({ received }) => received.at(-1)?.data)).toEqual([
      '{"reason":"shutdown","scheme":"https"}',
      '{"reason":"shutdown"}',
    ]);
    expect((await held).body).toMatchObject({
      events: expect.arrayContaining([{ event: 'bye', data: { reason: 'shutdown' } }]),
    });
  });
});
