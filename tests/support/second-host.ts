import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type ClientRequestArgs } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '../../build/project.ts';
import { inCi } from './browser.ts';

const execute = promisify(execFile);
const relayProgram = fileURLToPath(new URL('relay.ts', import.meta.url));

/** One of two hosts on a network of their own. */
export interface Host {
  readonly ipv4: string;
  readonly ipv6: string;
  /** Program and arguments that run another program on this host, for `startServer({ wrap })`. */
  readonly wrap: readonly string[];
  /** For `http.request`, `WebSocket` and all that takes an agent: its connections begin on this host. */
  readonly agent: Agent;
  /** The same over TLS; `ca` is the certificate that it trusts. */
  secureAgent(ca: string): SecureAgent;
  /** Opens a bare connection from this host. */
  connect(host: string, port: number): Socket;
}

/** Two hosts that see each other and nobody else: each has loopback, and a cable to the other. */
export interface SmallNetwork {
  /** Where the server runs; its agent is a program on the same machine. */
  readonly server: Host;
  /** Another machine of the LAN. */
  readonly second: Host;
  /** Gives the server one more address, as a new network would; `remove` takes it away. */
  addAddress(address: string): Promise<{ remove(): Promise<void> }>;
  close(): Promise<void>;
}

/** Only root may make network namespaces; the build that decides is root, or fails. */
export const canMakeHosts = inCi || (process.platform === 'linux' && process.getuid?.() === 0);

let made = 0;

/** Makes them; `close` takes everything away again. */
export async function makeSmallNetwork(): Promise<SmallNetwork> {
  made += 1;
  const id = `${String(process.pid)}-${String(made)}`;
  const folder = await mkdtemp(join(tmpdir(), 'lanpulse-net-'));
  const [one, two] = [`lanpulse-s${id}`, `lanpulse-c${id}`];
  for (const name of [one, two]) await ip('netns', 'add', name);
  await ip('-n', one, 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan0', 'netns', two);
  const relays: ChildProcess[] = [];

  async function host(name: string, number: number): Promise<Host> {
    const [ipv4, ipv6] = [`10.77.0.${String(number)}`, `fd77::${String(number)}`];
    await ip('-n', name, 'address', 'add', `${ipv4}/24`, 'dev', 'lan0');
    await ip('-n', name, 'address', 'add', `${ipv6}/64`, 'dev', 'lan0', 'nodad');
    for (const link of ['lo', 'lan0']) await ip('-n', name, 'link', 'set', link, 'up');
    const wrap = ['ip', 'netns', 'exec', name];
    const path = join(folder, `${name}.sock`);
    relays.push(await startRelay(wrap, path));
    const open = (to: string, port: number) => {
      const socket = connect(path);
      socket.write(`${JSON.stringify({ host: to.replace(/^\[(.*)\]$/u, '$1'), port })}\n`);
      return socket;
    };
    return {
      ipv4,
      ipv6,
      wrap,
      connect: open,
      agent: new RelayAgent(open),
      secureAgent: (ca) => new SecureRelayAgent(open, ca),
    };
  }

  const server = await host(one, 1);
  const second = await host(two, 2);
  for (const name of [one, two]) await untilSettled(name);
  return {
    server,
    second,
    addAddress: async (address) => {
      const of = ['address', 'add', `${address}/24`, 'dev', 'lan0'];
      await ip('-n', one, ...of);
      return {
        remove: async () => {
          await ip('-n', one, 'address', 'del', ...of.slice(2));
        },
      };
    },
    close: async () => {
      for (const relay of relays) {
        const ended = once(relay, 'exit');
        relay.kill();
        await ended;
      }
      for (const name of [one, two]) await ip('netns', 'del', name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Open = Host['connect'];

class RelayAgent extends Agent {
  readonly #open: Open;

  constructor(open: Open) {
    super();
    this.#open = open;
  }

  override createConnection({ host, port }: ClientRequestArgs): Socket {
    return this.#open(host ?? '', Number(port));
  }
}

class SecureRelayAgent extends SecureAgent {
  readonly #open: Open;
  readonly #ca: string;

  constructor(open: Open, ca: string) {
    super({ maxCachedSessions: 0 });
    this.#open = open;
    this.#ca = ca;
  }

  override createConnection({ host = '', port }: ClientRequestArgs): Socket {
    const socket = this.#open(host ?? '', Number(port));
    const name = (host ?? '').replace(/^\[(.*)\]$/u, '$1');
    return connectTls({ socket, ca: this.#ca, host: name, ...(isIP(name) === 0 ? { servername: name } : {}) });
  }
}

async function ip(...args: readonly string[]): Promise<void> {
  await execute('ip', args);
}

/**
 * Waits until the cable is seen on this side and the address that the system gives itself is proved its own. Browsers
 * end what they are loading when the network changes, and for the first seconds of a new cable it does.
 */
async function untilSettled(name: string): Promise<void> {
  for (;;) {
    const { stdout } = await execute('ip', ['-n', name, 'address', 'show', 'dev', 'lan0']);
    if (stdout.includes('state UP') && stdout.includes('scope link') && !stdout.includes('tentative')) return;
    await sleep(50);
  }
}

async function startRelay(wrap: readonly string[], path: string): Promise<ChildProcess> {
  const [program, ...args] = [...wrap, process.execPath, '--import', 'tsx', relayProgram, path];
  const child = spawn(program, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
