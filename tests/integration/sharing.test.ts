import { readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { sharingSchema } from '../../src-shared/protocol/sharing.ts';
import { askFrom } from '../support/ask-from.ts';
import { canMakeHosts, makeSmallNetwork, type SmallNetwork } from '../support/second-host.ts';
import { serveTo } from '../support/serve-to.ts';
import { startServer, type RunningServer, type ServerOptions } from '../support/server.ts';
import { memoryFolder, temporaryFolder } from '../support/temporary-folder.ts';

/** The certificate that a server made. */
const caOf = ({ dataDir }: RunningServer) => readFileSync(join(dataDir, 'tls', 'certificate.pem'), 'utf8');

describe.skipIf(!canMakeHosts)('sharing on the network', () => {
  let network: SmallNetwork;
  beforeAll(async () => {
    network = await makeSmallNetwork();
  });
  afterAll(() => network.close());

  const serve = (options: ServerOptions = {}) => serveTo(network, options);
  /** One that never waits for a disk: its answers and ends are bounded. */
  const serveFromMemory = () => {
    const dataDir = memoryFolder();
    onTestFinished(() => {
      rmSync(dataDir, { recursive: true, force: true });
    });
    return serve({ dataDir });
  };
  const lanUrls = ({ port }: RunningServer, scheme = 'http') =>
    [network.server.ipv4, `[${network.server.ipv6}]`].map((host) => `${scheme}://${host}:${String(port)}`);

  test('is off at first: nothing listens but loopback', async () => {
    const server = await serve();
    expect(await server.status()).toMatchObject({ on: false, settable: true, addresses: [], problem: null });
    for (const url of lanUrls(server)) await expect(askFrom(network.second, `${url}/healthz`)).rejects.toThrow();
  });

  test('turned on, it answers on every address of the machine, with nothing but what is open', async () => {
    const server = await serve();
    const urls = lanUrls(server);
    expect((await server.sharing({ on: true })).body).toMatchObject({
      on: true,
      addresses: urls.map((url) => ({ url, via: 'lan0' })),
    });
    for (const url of urls) {
      expect(await askFrom(network.second, `${url}/healthz`)).toMatchObject({ status: 200, body: 'ok' });
      expect(await askFrom(network.second, `${url}/`)).toMatchObject({ status: 200 });
      for (const path of ['events', 'poll', 'sharing', 'rules', 'nope']) {
        expect(await askFrom(network.second, `${url}/api/v1/${path}`)).toMatchObject({ status: 401 });
      }
    }
  });

  test.each([
    ['--share', ['--share'], {}],
    ['LANPULSE_SHARE', [], { LANPULSE_SHARE: 'on' }],
  ])('%s decides, and the switch cannot undo it', async (_name, args, env) => {
    const server = await serve({ args, env });
    expect(await server.status()).toMatchObject({ on: true, settable: false });
    for (const url of lanUrls(server)) expect((await askFrom(network.second, `${url}/healthz`)).status).toBe(200);
    expect(await server.sharing({ on: false })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request' } },
    });
    expect((await server.status()).on).toBe(true);
  });

  test('--host 0.0.0.0 shares every IPv4 address from the start', async () => {
    const server = await serve({ args: ['--host', '0.0.0.0'] });
    expect(server.url).toBe(`http://127.0.0.1:${String(server.port)}`);
    const [ipv4 = '', ipv6 = ''] = lanUrls(server);
    expect(await server.status()).toMatchObject({ on: true, settable: false, addresses: [{ url: ipv4, via: 'lan0' }] });
    expect((await askFrom(network.second, `${ipv4}/api/v1/poll`)).status).toBe(401);
    await expect(askFrom(network.second, `${ipv6}/healthz`)).rejects.toThrow();
  });

  test('--host with one address of the network listens there alone', async () => {
    const server = await serve({ args: ['--host', network.server.ipv4] });
    const [ipv4 = ''] = lanUrls(server);
    expect(server.url).toBe(ipv4);
    expect((await askFrom(network.second, `${ipv4}/healthz`)).status).toBe(200);
    await expect(askFrom(network.server, `http://127.0.0.1:${String(server.port)}/healthz`)).rejects.toThrow();
  });

  test('answers under its own names and addresses only, on each listener', async () => {
    const server = await serve({ args: ['--share', '--host-name', 'pulse.example.com'] });
    const port = String(server.port);
    const under = async (url: string, host: string) =>
      (await askFrom(network.second, `${url}/healthz`, { headers: { host } })).status;
    for (const url of lanUrls(server)) {
      for (const name of [new URL(url).host, `${hostname()}:${port}`, `${hostname()}.local`, 'PULSE.example.com:80']) {
        expect([name, await under(url, name)]).toEqual([name, 200]);
      }
      for (const name of [
        'evil.example',
        'localhost',
        `127.0.0.1:${port}`,
        '[::1]',
        '10.77.0.9',
        'x.pulse.example.com',
      ]) {
        expect([name, await under(url, name)]).toEqual([name, 403]);
      }
    }
    const [ipv4 = ''] = lanUrls(server);
    const onLoopback = { headers: { host: new URL(ipv4).host } };
    expect((await askFrom(network.server, `${server.url}/healthz`, onLoopback)).status).toBe(403);
  });

  test('turned off, the listeners are gone within a second; the dashboard here goes on', async () => {
    const server = await serveFromMemory();
    await server.sharing({ on: true });
    const urls = lanUrls(server);
    // Somebody who has sent half a request, and holds the connection.
    const half = network.second.connect(network.server.ipv4, server.port);
    half.on('error', () => undefined);
    half.write('GET /healthz HTTP/1.1\r\n');
    const cut = new Promise((resolve) => half.once('close', resolve));
    half.resume();
    const keptMs = performance.now();
    expect((await server.sharing({ on: false })).body).toMatchObject({ on: false, addresses: [] });
    await cut;
    expect(performance.now() - keptMs).toBeLessThan(1_000);
    for (const url of urls) await expect(askFrom(network.second, `${url}/healthz`)).rejects.toThrow();
    expect((await askFrom(network.server, `${server.url}/api/v1/poll`)).status).toBe(200);
  });

  test('while it is on, this machine needs a session too; the browser that turned it on has one', async () => {
    const server = await serve();
    const inBrowser = { origin: server.url, 'sec-fetch-site': 'same-origin' };
    const poll = (headers: Record<string, string> = {}) =>
      askFrom(network.server, `${server.url}/api/v1/poll`, { headers });
    expect((await poll()).status).toBe(200);
    const turned = await askFrom(network.server, `${server.url}/api/v1/sharing`, {
      headers: inBrowser,
      body: { on: true },
    });
    expect(turned).toMatchObject({ status: 200, body: { on: true } });
    const cookie = String(turned.headers['set-cookie']).split(';')[0] ?? '';
    expect((await poll()).status).toBe(401);
    expect((await poll({ ...inBrowser, cookie })).status).toBe(200);
    expect(
      (await askFrom(network.server, `${server.url}/api/v1/server`, { headers: { ...inBrowser, cookie } })).status,
    ).toBe(200);
    await server.sharing({ on: false });
    expect((await poll()).status).toBe(200);
  });

  test('encrypted from one moment to the next, for every address of the machine', async () => {
    const server = await serve();
    await server.sharing({ on: true });
    const { tls } = v.parse(sharingSchema, (await server.sharing({ tls: true })).body);
    expect(tls).toMatchObject({
      on: true,
      ownKey: false,
      fingerprint: expect.stringMatching(/^(?:[0-9A-F]{2}:){31}/u),
    });
    const ca = caOf(server);
    const urls = lanUrls(server, 'https');
    expect((await server.status()).addresses.map(({ url }) => url)).toEqual(urls);
    for (const url of urls) {
      expect(await askFrom(network.second, `${url}/healthz`, { ca })).toMatchObject({ status: 200, body: 'ok' });
      const headers = await server.pair(url, { ca });
      expect((await askFrom(network.second, `${url}/api/v1/poll`, { ca, headers })).status).toBe(200);
      const { status, headers: answer } = await askFrom(network.second, `${url.replace('https', 'http')}/x`);
      expect([status, answer.location]).toEqual([307, `${url}/x`]);
    }
    const added = await network.addAddress('10.77.0.78');
    const url = `https://10.77.0.78:${String(server.port)}`;
    await expect.poll(async () => (await server.status()).addresses.some((one) => one.url === url)).toBe(true);
    const next = caOf(server);
    for (const one of [url, ...urls]) {
      expect((await askFrom(network.second, `${one}/healthz`, { ca: next })).status).toBe(200);
    }
    await added.remove();
    await server.sharing({ tls: false });
    expect((await askFrom(network.second, `${lanUrls(server)[0] ?? ''}/healthz`)).status).toBe(200);
  });

  test('an operator on the network who turns it off, or encrypts it, still gets the answer', async () => {
    const server = await serveFromMemory();
    await server.sharing({ on: true });
    const [url = ''] = lanUrls(server);
    const headers = await server.pair(url, { role: 'operator' });
    const set = (body: object) => askFrom(network.second, `${url}/api/v1/sharing`, { headers, body });
    expect(await set({ tls: true })).toMatchObject({ status: 200, body: { on: true, tls: { on: true } } });
    await server.sharing({ tls: false });
    expect(await set({ on: false })).toMatchObject({ status: 200, body: { on: false, addresses: [] } });
    await expect(set({ on: true })).rejects.toThrow();
  });

  test('is as it was left after a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await serve({ dataDir });
    await first.sharing({ on: true });
    await first.stop();
    const second = await serve({ dataDir });
    expect(await second.status()).toMatchObject({ on: true, settable: true });
    await second.sharing({ on: false });
  });

  test('follows the addresses of the machine', async () => {
    const server = await serve({ args: ['--share'] });
    const url = `http://10.77.0.77:${String(server.port)}`;
    const known = async () => (await server.status()).addresses.some((address) => address.url === url);
    expect(await known()).toBe(false);
    const added = await network.addAddress('10.77.0.77');
    await expect.poll(known, { interval: 200 }).toBe(true);
    expect((await askFrom(network.second, `${url}/healthz`)).status).toBe(200);
    await added.remove();
    await expect.poll(known, { interval: 200 }).toBe(false);
  });

  test('takes another port where its own is in use on an address, and says so', async () => {
    const server = await serve();
    const other = await startServer({
      args: ['--host', network.server.ipv4, '--port', String(server.port)],
      wrap: network.server.wrap,
    });
    onTestFinished(async () => {
      await other.stop();
    });
    await server.sharing({ on: true });
    const { addresses, problem } = await server.status();
    const [first] = addresses;
    expect(problem).toContain(`Port ${String(server.port)} is taken on ${network.server.ipv4} (lan0)`);
    expect(new URL(first?.url ?? '').port).not.toBe(String(server.port));
    expect((await askFrom(network.second, `${first?.url ?? ''}/healthz`)).status).toBe(200);
  });

  test('a control channel from the network needs a session', async () => {
    const server = await serve({ args: ['--share'] });
    const [ipv4 = ''] = lanUrls(server);
    const socket = new WebSocket(`${ipv4.replace('http', 'ws')}/api/v1/control`, { agent: network.second.agent });
    const refusal = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(refusal.message).toContain('401');
  });
});
