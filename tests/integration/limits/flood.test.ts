import { Agent, get } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { attackers, connectRaw, refusedBy, type RawConnection } from '../../support/flood.ts';
import { nothing, watchHealthy, type HealthyViewers } from '../../support/healthy-viewers.ts';
import { ask, pairProgram } from '../../support/paired.ts';
import { startServer, type RunningServer } from '../../support/server.ts';

async function serve(...args: readonly string[]): Promise<RunningServer> {
  const server = await startServer({ args: ['--history', 'off', '--interval', '200', ...args] });
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

async function watch(...args: Parameters<typeof watchHealthy>): Promise<HealthyViewers> {
  const healthy = await watchHealthy(...args);
  onTestFinished(() => {
    healthy.close();
  });
  return healthy;
}

/** Asks over connections of its own address; resolves with the status, 0 where the connection was cut. */
function askAs(
  from: string,
  url: string,
  agent: Agent,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve) => {
    const sent = get(url, { agent, localAddress: from, headers }, (response) => {
      resolve(response.statusCode ?? 0);
      // A stream stays; everything else is over soon.
      if (response.headers['content-type'] !== 'text/event-stream') response.resume();
    });
    sent.once('error', () => {
      resolve(0);
    });
  });
}

const lastOne = '\r\nConnection: close\r\n\r\n';

describe('viewers that are there miss nothing in a flood', () => {
  test('of connections, from one address and from many; whoever is new comes in when it is over', async () => {
    const server = await serve('--max-connections', '30', '--max-connections-per-address', '8');
    const healthy = await watch(server.url);
    const [first, ...others] = attackers;
    const connectMany = (from: string) => Promise.all(Array.from({ length: 40 }, () => connectRaw(server, { from })));
    const ofOne = await connectMany(first);
    await someEnded(ofOne, 40 - 8);
    const flood = [...ofOne, ...(await Promise.all(others.map(connectMany))).flat()];
    // All but as many as there is room for beside the viewers' three.
    await someEnded(flood, 200 - 27);
    expect(await healthy.lacking()).toEqual(nothing);
    const open = flood.filter(({ socket }) => !socket.destroyed);
    for (const from of attackers) {
      expect(open.filter(({ socket }) => socket.localAddress === from).length).toBeLessThanOrEqual(8);
    }
    expect(open.length).toBeLessThanOrEqual(27);
    await expect(fetch(`${server.url}/healthz`)).resolves.toMatchObject({ status: 503 });
    for (const { socket } of flood) socket.destroy();
    await Promise.all(flood.map(({ ended }) => ended));
    await comesIn(server);
    const { maxConnections = 0, maxConnectionsPerAddress = 0 } = await refusedBy(server);
    expect([maxConnections > 0, maxConnectionsPerAddress > 0]).toEqual([true, true]);
    expect(maxConnections + maxConnectionsPerAddress).toBeGreaterThanOrEqual(200 - 27);
    expect(await healthy.lacking()).toEqual(nothing);
    expect(
      server
        .stderr()
        .split('\n')
        .filter((line) => line.includes('"limit"')).length,
    ).toBeLessThanOrEqual(4);
  });

  test('of requests from several addresses', async () => {
    const server = await serve('--max-requests-per-second', '20');
    const healthy = await watch(server.url);
    const flood = await Promise.all(attackers.map((from) => connectRaw(server, { from })));
    const request = 'GET /api/v1/rules HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (const { socket } of flood) socket.write(request.repeat(999) + request.replace('\r\n\r\n', lastOne));
    const statuses = (await Promise.all(flood.map(({ ended }) => ended))).flatMap(
      (text) => text.match(/(?<=HTTP\/1\.1 )\d{3}/gu) ?? [],
    );
    expect(statuses).toHaveLength(attackers.length * 1_000);
    expect(new Set(statuses)).toEqual(new Set(['200', '429']));
    expect(await healthy.lacking()).toEqual(nothing);
    const { maxRequestsPerSecond } = await refusedBy(server);
    expect(maxRequestsPerSecond).toBe(statuses.filter((status) => status === '429').length);
  });

  test('of streams, polls and channels of another session', async () => {
    // With a proxy configured this machine needs sessions, so that the viewers have one of their own.
    const server = await serve('--max-streams-per-session', '6', '--trusted-proxy', '192.0.2.1');
    const [viewer, attacker] = [await pairProgram(server, 'viewer'), await pairProgram(server, 'viewer')];
    const healthy = await watch(server.url, { headers: viewer.headers });
    const agent = new Agent({ keepAlive: false });
    const channels = Array.from({ length: 20 }, () => openChannel(server, attacker.headers));
    const asked = Array.from({ length: 20 }, () =>
      attackers.map((from) => askAs(from, `${server.url}/api/v1/events`, agent, attacker.headers)),
    ).flat();
    const [streams, opened] = await Promise.all([Promise.all(asked), Promise.all(channels)]);
    const inAll = [...streams.filter((status) => status === 200), ...opened.filter((isOpen) => isOpen)];
    expect(inAll).toHaveLength(6);
    expect(streams.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(await healthy.lacking()).toEqual(nothing);
    expect((await ask(server, '/api/v1/poll', { headers: viewer.headers })).status).toBe(200);
    expect(await refusedBy(server)).toMatchObject({ maxStreamsPerSession: 114 });
  });
});

/** Resolves when so many of them have ended. */
function someEnded(connections: readonly RawConnection[], count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    for (const { ended } of connections) {
      void ended.then(() => {
        left -= 1;
        if (left === 0) resolve();
      });
    }
  });
}

/** Asks until a connection is let in: the server learns of each end by itself. */
async function comesIn(server: RunningServer): Promise<void> {
  for (;;) {
    const { socket, ended } = await connectRaw(server);
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    if ((await ended).startsWith('HTTP/1.1 200 ')) return;
  }
}

function openChannel(server: RunningServer, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const channel = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control`, { headers });
  onTestFinished(() => {
    channel.terminate();
  });
  return new Promise((resolve) => {
    channel.once('open', () => {
      resolve(true);
    });
    channel.once('error', () => {
      resolve(false);
    });
  });
}
