import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { keptFile } from '../../../src-main/kept-file.ts';
import type { LanListener } from '../../../src-main/sharing/lan-listeners.ts';
import { createOwnName, localName } from '../../../src-main/sharing/own-name.ts';
import { openSharing, type SharingOptions } from '../../../src-main/sharing/sharing-switch.ts';
import { Fault } from '../../../src-shared/fault.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function listenOn(host: string, port: number): Promise<Server> {
  const server = createServer().listen({ host, port, exclusive: true });
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Fault('port_taken', 'taken', { cause });
  });
  onTestFinished(() => void server.close());
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** The addresses of 127.0.0.0/8 stand for those of a network. */
async function begin(
  options: Partial<SharingOptions> & { folder?: string; named?: readonly string[]; isStuck?: boolean } = {},
) {
  const clock = createFakeClock();
  const log = createTestLog();
  const folder = options.folder ?? temporaryFolder();
  const path = join(folder, 'sharing.json');
  const open = new Set<string>();
  const goodbyes: string[] = [];
  const addresses = [{ address: '127.7.0.1', via: 'eth0' }];
  const openListener = async (address: string, wanted: number, isSecure: boolean): Promise<LanListener> => {
    const server = await listenOn(address, wanted);
    const port = portOf(server);
    const name = `${isSecure ? 'https' : 'http'} ${address}:${String(port)}`;
    open.add(name);
    return {
      port,
      close: async (becomes) => {
        open.delete(name);
        if (becomes !== undefined) goodbyes.push(becomes);
        if (options.isStuck === true) throw new Error('it does not close');
        server.close();
        await once(server, 'close');
      },
    };
  };
  const first = await listenOn('127.0.0.1', 0);
  const port = portOf(first);
  const sharing = await openSharing({
    clock,
    log,
    file: keptFile({ path, clock, log }, v.object({ on: v.boolean(), tls: v.boolean() })),
    decided: { on: undefined, tls: undefined },
    isExposed: false,
    addresses: () => [...addresses],
    ownName: createOwnName(clock, () => Promise.resolve(options.named ?? [])),
    ...options,
  });
  await sharing.start(port, openListener);
  onTestFinished(() => sharing.close());
  const saved = (): unknown => JSON.parse(readFileSync(path, 'utf8'));
  return { sharing, clock, log, open, goodbyes, port, addresses, folder, saved };
}

/** Lets the look that the clock has just made due go through. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('opens on the port of the first listener, and closes again', async () => {
  const { sharing, open, port, saved } = await begin();
  expect(sharing.isOn()).toBe(false);
  await sharing.change({ on: true });
  expect([...open]).toEqual([`http 127.7.0.1:${String(port)}`]);
  expect(sharing.status()).toEqual({
    on: true,
    settable: true,
    addresses: [{ url: `http://127.7.0.1:${String(port)}`, via: 'eth0' }],
    tls: { on: false },
    problem: null,
  });
  expect(saved()).toEqual({ on: true, tls: false });
  await sharing.change({ on: false });
  expect([...open]).toEqual([]);
  expect(sharing.status()).toMatchObject({ on: false, addresses: [], problem: null });
  expect(saved()).toEqual({ on: false, tls: false });
});

test('is as it was left at the next start', async () => {
  const first = await begin();
  await first.sharing.change({ on: true, tls: true });
  await first.sharing.close();
  const second = await begin({ folder: first.folder });
  expect([...second.open]).toEqual([`https 127.7.0.1:${String(second.port)}`]);
});

test('an option decides over what was kept, and leaves that as it is', async () => {
  const first = await begin();
  await first.sharing.change({ on: true });
  await first.sharing.close();
  const second = await begin({ folder: first.folder, decided: { on: false, tls: true } });
  expect(second.sharing.status()).toMatchObject({ on: false, settable: false, tls: { on: true } });
  await expect(second.sharing.change({ on: true })).rejects.toThrow('command line');
  await expect(second.sharing.change({ tls: false })).rejects.toThrow('command line');
  await second.sharing.change({ on: false, tls: true });
  expect(second.saved()).toEqual({ on: true, tls: false });
});

test('turning encryption on opens the listeners anew, on the same port', async () => {
  const { sharing, open, goodbyes, port } = await begin();
  await sharing.change({ on: true });
  await sharing.change({ tls: true });
  expect([...open]).toEqual([`https 127.7.0.1:${String(port)}`]);
  expect(sharing.status().addresses[0]?.url).toMatch(/^https:/u);
  await sharing.change({ tls: false });
  await sharing.change({ on: false });
  // Who is there is told where it goes on, and nothing where it does not.
  expect(goodbyes).toEqual(['https', 'http']);
});

test('follows the addresses of the machine', async () => {
  const { sharing, clock, open, port, addresses } = await begin();
  await sharing.change({ on: true });
  addresses.push({ address: '127.7.0.2', via: 'wlan0' });
  clock.advance(3_000);
  await settle();
  expect([...open]).toEqual([`http 127.7.0.1:${String(port)}`, `http 127.7.0.2:${String(port)}`]);
  addresses.splice(0, 2);
  clock.advance(3_000);
  await settle();
  expect([...open]).toEqual([]);
  expect(sharing.status().problem).toContain('No address of this machine');
});

test('where the port is in use it takes another, says so, and keeps that one', async () => {
  const { sharing, open, port } = await begin();
  const other = await listenOn('127.7.0.1', port);
  await sharing.change({ on: true });
  const { addresses, problem } = sharing.status();
  expect(problem).toContain(`Port ${String(port)} is taken on 127.7.0.1 (eth0)`);
  expect([...open]).toHaveLength(1);
  await sharing.change({ on: false });
  await sharing.change({ on: true });
  expect(sharing.status().addresses).toEqual(addresses);
  await sharing.change({ on: false });
  other.close();
  await once(other, 'close');
  await sharing.change({ on: true });
  expect(sharing.status()).toMatchObject({ problem: null, addresses: [{ url: `http://127.7.0.1:${String(port)}` }] });
});

test('tells an address that cannot be opened, and opens it as soon as it can be', async () => {
  const broken = { address: '203.0.113.9', via: 'eth9' };
  const { sharing, clock, addresses, log } = await begin();
  addresses.unshift(broken);
  await sharing.change({ on: true });
  expect(sharing.status().addresses.map(({ via }) => via)).toEqual(['eth0']);
  expect(sharing.status().problem).toContain('203.0.113.9 (eth9) cannot be opened');
  expect(log.text()).toContain('203.0.113.9');
  addresses.shift();
  clock.advance(3_000);
  await settle();
  expect(sharing.status().problem).toBeNull();
});

test('names the machine only where its name leads to a shared address', async () => {
  const named = await begin({ named: ['127.7.0.1'] });
  await named.sharing.change({ on: true });
  expect(named.sharing.status().addresses[1]).toEqual({
    url: `http://${localName()}:${String(named.port)}`,
    via: null,
  });
  const elsewhere = await begin({ named: ['127.0.1.1'] });
  await elsewhere.sharing.change({ on: true });
  expect(elsewhere.sharing.status().addresses).toHaveLength(1);
});

test('a name that nobody answers for holds nothing up', async () => {
  const clock = createFakeClock();
  const name = createOwnName(clock, () => new Promise(() => undefined));
  const asked = name.refresh(['127.7.0.1']);
  clock.advance(300);
  await asked;
  expect(name.addresses()).toEqual([]);
});

test('what cannot be saved is not turned on, but is turned off', async () => {
  let isFull = true;
  const file = {
    read: () => Promise.resolve(null),
    write: () => (isFull ? Promise.reject(new Fault('not_saved', 'the disk is full')) : Promise.resolve()),
  };
  const { sharing, open } = await begin({ file });
  await expect(sharing.change({ on: true })).rejects.toThrow('full');
  expect(sharing.isOn()).toBe(false);
  isFull = false;
  await sharing.change({ on: true });
  isFull = true;
  await expect(sharing.change({ on: false })).rejects.toThrow('on again after a restart');
  expect(sharing.isOn()).toBe(false);
  expect([...open]).toEqual([]);
});

test('tells that it could not become what the file says, and tries again', async () => {
  const choice = { on: false, tls: false };
  const file = { read: () => Promise.resolve({ ...choice }), write: () => Promise.resolve() };
  let isBroken = true;
  const addresses = () => {
    if (isBroken) throw new Error('no addresses today');
    return [{ address: '127.7.0.1', via: 'eth0' }];
  };
  const { sharing, clock, open } = await begin({ file, addresses });
  choice.on = true;
  await expect(sharing.followFile()).rejects.toThrow('no addresses today');
  expect(sharing.status().problem).toContain('as the config file says');
  isBroken = false;
  clock.advance(3_000);
  await settle();
  expect(sharing.status().problem).toBeNull();
  expect([...open]).toHaveLength(1);
});

test('a server that listens on the network itself opens nothing, and is always shared', async () => {
  const { sharing, open, port } = await begin({ isExposed: true });
  expect(sharing.status()).toMatchObject({
    on: true,
    settable: false,
    addresses: [{ url: `http://127.7.0.1:${String(port)}`, via: 'eth0' }],
  });
  expect([...open]).toEqual([]);
  await expect(sharing.change({ on: false })).rejects.toThrow('command line');
});

test('an address that does not close is told in the log, and does not keep the others from anything', async () => {
  const { sharing, log, open } = await begin({ isStuck: true });
  await sharing.change({ on: true });
  expect([...open]).toHaveLength(1);
  await sharing.change({ on: false });
  await settle();
  expect(log.text()).toContain('could not be closed');
  expect(sharing.status()).toMatchObject({ on: false, addresses: [] });
  await sharing.close();
});

test('turned off while a look makes a certificate, it stays off', async () => {
  const waiting: (() => void)[] = [];
  let isSlow = false;
  const prepare = () => (isSlow ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve());
  const { sharing, clock, open, port } = await begin({ prepare });
  await sharing.change({ on: true, tls: true });
  expect([...open]).toEqual([`https 127.7.0.1:${String(port)}`]);
  isSlow = true;
  clock.advance(3_000);
  await settle();
  expect(waiting.length).toBe(1);
  const opened: string[][] = [];
  await sharing.change({ on: false });
  opened.push([...open]);
  for (const ready of waiting) ready();
  await settle();
  opened.push([...open]);
  expect(opened).toEqual([[], []]);
});

test('where a certificate cannot be had, nobody is told that the address opens again', async () => {
  const { sharing, goodbyes, addresses } = await begin({ prepare: () => Promise.reject(new Error('no disk')) });
  await sharing.change({ on: true });
  expect(addresses.length).toBe(1);
  await sharing.change({ tls: true });
  expect(goodbyes).toEqual([]);
  await sharing.change({ tls: false });
  expect(goodbyes).toEqual(['http']);
});
