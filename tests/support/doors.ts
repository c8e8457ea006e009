import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { Agent as SecureAgent } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { readHolder } from '../../src-main/history/holder.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import { pairedSchema, pairingSchema } from '../../src-shared/protocol/sharing.ts';
import { askFrom } from './ask-from.ts';
import type { Door } from './door.ts';
import { certificateOf, openDoor, openHttp2Door } from './open-door.ts';
import { canMakeHosts, makeSmallNetwork, type Host, type SmallNetwork } from './second-host.ts';
import { startServer, type RunningServer } from './server.ts';

/** Every door there is. */
interface Doors {
  at(name: DoorName): Door;
  /** The hosts behind them; `null` where there is only this machine. */
  readonly network: SmallNetwork | null;
  close(): Promise<void>;
}

const onThisMachine = ['loopback', 'loopback, encrypted', 'loopback, HTTP/2'] as const;
const fromTheNetwork = [
  'the network',
  'the network over IPv6',
  'the network, encrypted',
  'the network, HTTP/2',
] as const;
/** See {@link doorNames}. */
export type DoorName = (typeof onThisMachine)[number] | (typeof fromTheNetwork)[number];

/** The doors that a test goes through one after the other; those of the network where a second host can be made. */
export const doorNames: readonly DoorName[] = canMakeHosts ? [...onThisMachine, ...fromTheNetwork] : onThisMachine;

/** A program on this machine, where there is no second one. */
const alone: Host = {
  ipv4: '127.0.0.1',
  ipv6: '::1',
  wrap: [],
  agent: new Agent({ keepAlive: false }),
  secureAgent: (ca) => new SecureAgent({ keepAlive: false, ca }),
  connect: (host, port) => connectTcp({ host: host.replace(/^\[(.*)\]$/u, '$1'), port }),
};

/** How fast one may ask is tried elsewhere: here each answer is that of the route, on a fast machine too. */
const unhurried = ['--max-requests-per-second', '100000'];

/**
 * Starts a plain and an encrypted server, shared where there is a network, and opens the doors to them.
 * @param prepare changes the network before anything listens on it
 * @param user id of the user who runs the servers, with no right of root and no way to get one. Default: who runs the test
 */
export async function openDoors(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  prepare: (network: SmallNetwork) => Promise<void> = () => Promise.resolve(),
  user: number | null = null,
): Promise<Doors> {
  const network = canMakeHosts ? await makeSmallNetwork() : null;
  if (network !== null) await prepare(network);
  const here = network?.server ?? alone;
  const common = [...unhurried, ...args, ...(network === null ? [] : ['--share'])];
  const folders: string[] = [];
  const start = (more: readonly string[]) => {
    const args = [...common, ...more];
    if (user === null) return startServer({ args, env, wrap: here.wrap });
    const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-'));
    chownSync(dataDir, user, user);
    folders.push(dataDir);
    return startServer({ args, env, dataDir, wrap: [...here.wrap, ...withoutRights(user)] });
  };
  const [plain, secure] = await Promise.all([start([]), start(['--tls'])]);
  const [toPlain, toSecure] = await Promise.all([plain, secure].map((server) => pairBoth(server, here)));
  if (toPlain === undefined || toSecure === undefined) throw new Error('nobody was paired');
  const sessions: ClientHttp2Session[] = [];

  const doors = new Map<string, Door>();
  const add = (door: Door) => doors.set(door.name, door);
  add(openDoor('loopback', here, plain, toPlain, plain.url));
  add(openDoor('loopback, encrypted', here, secure, toSecure, secure.url));
  add(await openHttp2Door('loopback, HTTP/2', here, secure, toSecure, secure.url, sessions));
  if (network !== null) {
    const { second } = network;
    const at = (scheme: string, host: string, { port }: RunningServer) => `${scheme}://${host}:${String(port)}`;
    const [ipv4, ipv6] = [network.server.ipv4, `[${network.server.ipv6}]`];
    add(openDoor('the network', second, plain, toPlain, at('http', ipv4, plain)));
    add(openDoor('the network over IPv6', second, plain, toPlain, at('http', ipv6, plain)));
    add(openDoor('the network, encrypted', second, secure, toSecure, at('https', ipv4, secure)));
    const url = at('https', ipv4, secure);
    add(await openHttp2Door('the network, HTTP/2', second, secure, toSecure, url, sessions));
  }
  return {
    network,
    at: (name) => {
      const door = doors.get(name);
      if (door === undefined) throw new Error(`There is no door ${name}.`);
      return door;
    },
    close: async () => {
      for (const session of sessions) session.destroy();
      await Promise.all([plain.stop(), secure.stop()]);
      for (const folder of folders) rmSync(folder, { recursive: true });
      await network?.close();
    },
  };
}

/** Runs a program as an ordinary user; what would run with more rights there runs without them. */
function withoutRights(user: number): readonly string[] {
  const ids = [`--reuid=${String(user)}`, `--regid=${String(user)}`, '--clear-groups'];
  return ['setpriv', ...ids, '--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];
}

async function pairBoth(server: RunningServer, here: Host): Promise<Door['as']> {
  return { viewer: await pair(server, here, 'viewer'), operator: await pair(server, here, 'operator') };
}

/** Pairs a program, as the owner of the data directory. */
async function pair(server: RunningServer, here: Host, role: Role): Promise<Readonly<Record<string, string>>> {
  const ca = certificateOf(server);
  const owner = { authorization: `Bearer ${readHolder(server.dataDir)?.token ?? ''}` };
  const made = await askFrom(here, `${server.url}/api/v1/pairing`, { body: { role }, headers: owner, ca });
  const { code } = v.parse(pairingSchema, made.body);
  const paired = await askFrom(here, `${server.url}/api/v1/pair`, { body: { code, token: true }, ca });
  return { authorization: `Bearer ${v.parse(pairedSchema, paired.body).token ?? ''}` };
}
