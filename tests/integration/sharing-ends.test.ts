import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ClientHttp2Session } from 'node:http2';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Door } from '../support/door.ts';
import { msUntilLastEnd } from '../support/last-end.ts';
import { openDoor, openHttp2Door } from '../support/open-door.ts';
import { parseEvents, parsePolled } from '../support/received-event.ts';
import { canMakeHosts, makeSmallNetwork, type SmallNetwork } from '../support/second-host.ts';
import { serveTo, type Shared } from '../support/serve-to.ts';

describe.skipIf(!canMakeHosts)('a device on the network, when sharing is turned off', () => {
  let network: SmallNetwork;
  beforeAll(async () => {
    network = await makeSmallNetwork();
  });
  afterAll(() => network.close());

  /** Ways from the other machine to its addresses, by each protocol; `as` are headers of a session. */
  async function doorsTo(
    server: Shared,
    urls: readonly string[],
    as: Door['as'],
    ca?: string,
  ): Promise<readonly Door[]> {
    const doors = urls.map((url) => openDoor(url, network.second, server, as, url, ca));
    if (ca === undefined) return doors;
    const sessions: ClientHttp2Session[] = [];
    onTestFinished(() => {
      for (const session of sessions) session.destroy();
    });
    const byHttp2 = urls.map((url) => openHttp2Door(url, network.second, server, as, url, sessions, ca));
    return [...doors, ...(await Promise.all(byHttp2))];
  }

  /** What a device has open, each having got something. */
  async function watch(door: Door) {
    const headers = door.as.viewer;
    const stream = await door.stream('/api/v1/events', headers);
    await stream.next('event: sample');
    const channel = door.control(headers);
    await once(channel, 'open');
    const { last } = parsePolled((await door.ask('/api/v1/poll', { headers })).text);
    const held = door.ask(`/api/v1/poll?metrics=&timeout=30000&after=${last}`, { headers });
    // What was asked after the poll is answered: it is there.
    await door.ask('/api/v1/rules', { headers });
    return { stream, held, closed: once(channel, 'close') };
  }

  test.each([
    ['in the clear', false],
    ['encrypted, by HTTP/1.1 and HTTP/2', true],
  ])('is told goodbye by stream, poll and channel, and cut off, within a second: %s', async (_name, tls) => {
    const server = await serveTo(network, { args: ['--log-level', 'debug'] });
    await server.sharing({ on: true, tls });
    const ca = tls ? readFileSync(join(server.dataDir, 'tls', 'certificate.pem'), 'utf8') : undefined;
    const urls = [network.server.ipv4, `[${network.server.ipv6}]`].map(
      (host) => `${tls ? 'https' : 'http'}://${host}:${String(server.port)}`,
    );
    const headers = await server.pair(urls[0] ?? '', ca === undefined ? {} : { ca });
    const doors = await doorsTo(server, urls, { viewer: headers, operator: headers }, ca);
    expect(doors).toHaveLength(tls ? 4 : 2);
    const watching = await Promise.all(doors.map(watch));

    const ends = watching.flatMap(({ stream, held, closed }) => [stream.ended, held, closed]);
    expect(await msUntilLastEnd(server, server.sharing({ on: false }), ends)).toBeLessThan(1_000);
    const bye = { id: null, event: 'bye', data: '{"reason":"shutdown"}' };
    for (const { stream, held, closed } of watching) {
      expect(parseEvents(stream.text()).events.at(-1)).toEqual(bye);
      expect(parsePolled((await held).text).events).toContainEqual(bye);
      expect((await closed)[0]).toBe(1001);
    }
    for (const door of doors) await expect(door.ask('/healthz')).rejects.toThrow();
  });
});
