import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { pairedSchema, pairingSchema } from '../../../src-shared/protocol/sharing.ts';
import { askFrom } from '../../support/ask-from.ts';
import { openEventStream, type EventStream } from '../../support/event-stream.ts';
import { ownerOf } from '../../support/paired.ts';
import { seqOf, type ReceivedEvent } from '../../support/received-event.ts';
import { canMakeHosts, makeSmallNetwork, type Host, type SmallNetwork } from '../../support/second-host.ts';
import { startServer, type RunningServer } from '../../support/server.ts';

const limits = ['--max-connections', '40', '--max-connections-per-address', '10', '--max-requests-per-second', '20'];
const isSample = ({ event }: ReceivedEvent) => event === 'sample';
const request = 'GET /api/v1/rules HTTP/1.1\r\nHost: 10.77.0.1\r\n\r\n';
/** A record that says it is long. */
const handshake = Buffer.from([0x16, 3, 1, 0x20, 0, 1]);
const figuresSchema = v.object({ refused: v.record(v.string(), v.number()) });

describe.skipIf(!canMakeHosts).each([
  ['in the clear', []],
  ['encrypted', ['--tls']],
])('a second host that floods, %s,', (_name, tls) => {
  let network: SmallNetwork;
  let server: RunningServer;
  let ca: string | undefined;
  beforeAll(async () => {
    network = await makeSmallNetwork();
    const args = ['--history', 'off', '--interval', '200', '--share', ...limits, ...tls];
    server = await startServer({ args, wrap: network.server.wrap });
    ca = tls.length > 0 ? readFileSync(join(server.dataDir, 'tls', 'certificate.pem'), 'utf8') : undefined;
  });
  afterAll(async () => {
    await server.stop();
    await network.close();
  });

  const trusting = () => (ca === undefined ? {} : { ca });
  const urlOf = () => `${tls.length > 0 ? 'https' : 'http'}://${network.server.ipv4}:${String(server.port)}`;
  const asOwner = (path: string, body?: object) =>
    askFrom(network.server, server.url + path, {
      headers: ownerOf(server).headers,
      ...trusting(),
      ...(body === undefined ? {} : { body }),
    });

  /** A paired viewer on a host, with a stream. */
  async function watch(from: Host): Promise<EventStream> {
    const { code } = v.parse(pairingSchema, (await asOwner('/api/v1/pairing', { role: 'viewer' })).body);
    const url = from === network.server ? server.url : urlOf();
    const paired = await askFrom(from, `${url}/api/v1/pair`, { body: { code, token: true }, ...trusting() });
    const headers = { authorization: `Bearer ${v.parse(pairedSchema, paired.body).token ?? ''}` };
    const agent = ca === undefined ? from.agent : from.secureAgent(ca);
    const stream = await openEventStream(`${url}/api/v1/events?metrics=memory`, { headers, agent });
    onTestFinished(() => {
      stream.close();
    });
    await stream.takeUntil(isSample);
    return stream;
  }

  test('takes nothing from viewers here and there, by connections or by requests', async () => {
    const healthy = [await watch(network.server), await watch(network.second)];
    const flood: Socket[] = [];
    onTestFinished(() => {
      for (const socket of flood) socket.destroy();
    });
    for (let n = 0; n < 120; n += 1) {
      const socket = network.second.connect(network.server.ipv4, server.port);
      socket.on('error', () => undefined);
      // What is refused is closed; what is not asks as much as it can, or begins a handshake and never ends it.
      socket.write(tls.length > 0 ? handshake : request.repeat(200));
      socket.resume();
      flood.push(socket);
    }
    const refusedOf = async () => v.parse(figuresSchema, (await asOwner('/api/v1/server')).body).refused;
    await expect
      .poll(async () => (await refusedOf()).maxConnectionsPerAddress ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(80);
    if (tls.length === 0) {
      await expect
        .poll(async () => (await refusedOf()).maxRequestsPerSecond ?? 0, { timeout: 30_000 })
        .toBeGreaterThan(100);
    }
    for (const stream of healthy) {
      for (let samples = 0; samples < 3; samples += 1) await stream.takeUntil(isSample);
      const seqs = stream.received.filter(({ id }) => id !== null).map(seqOf);
      expect(seqs).toEqual(seqs.map((_, n) => (seqs[0] ?? 0) + n));
    }
    for (const socket of flood) socket.destroy();
    await once(healthy[0]?.response ?? server.child, 'data');
  });
});
