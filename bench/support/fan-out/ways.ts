import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createChannel, createSession } from 'better-sse';
import type { MetricValues } from '../../../src-shared/metrics/registry.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { systemClock } from '../../../src-main/clock.ts';
import { staySmall } from '../../../src-main/stay-small.ts';
import { createHub } from '../../../src-main/stream/hub.ts';
import { openSse } from '../../../src-main/stream/sse.ts';

/** A way to bring one sample to many streams, behind a bare HTTP server. */
export interface Way {
  join(req: IncomingMessage, res: ServerResponse): void | Promise<void>;
  broadcast(t: number, values: Readonly<Partial<MetricValues>>): void;
}

const host = 'bench';

/** Leaves out one disk and one network link, another pair for each of sixteen. */
function filterOf(n: number): Filter {
  const disks = ['nvme0n1', 'sda', 'sdb', 'sdc'].filter((_, at) => at !== n % 4);
  const links = ['eth0', 'lo', 'wg0', 'docker0'].filter((_, at) => at !== Math.floor(n / 4) % 4);
  return { instances: [...disks, ...links] };
}

/** Lanpulse's own: the hub and its streams, with V8 as the headless server sets it. Viewers have one of so many filters; with 0 they have none. */
function ourHub(filters: number): Way {
  staySmall()();
  const hub = createHub({
    epoch: 'bench',
    host: () => host,
    clock: systemClock,
    serverIntervalMs: () => 1_000,
    mostViewers: 20_000,
    hello: () => ({
      version: '0.0.0',
      host: { name: host, os: 'Linux', kernel: '6', cpuModel: null, threads: 2, upSince: null },
      definitions: [],
      unsupported: [],
      rules: { revision: 0, by: null, rules: [] },
      alerts: [],
    }),
  });
  let joined = 0;
  return {
    join(req, res) {
      const filter = filters === 0 ? {} : filterOf(joined % filters);
      joined += 1;
      openSse(hub, hub.viewers.open({ owner: 'bench', role: 'viewer', filter }), req, res, {});
    },
    broadcast(t, values) {
      hub.publishSample(t, values);
    },
  };
}

/** better-sse as its manual shows it: the same object to a channel. */
function betterSse(): Way {
  const channel = createChannel();
  let sent = 0;
  return {
    async join(req, res) {
      channel.register(await createSession(req, res, { keepAlive: null }));
    },
    broadcast(t, values) {
      sent += 1;
      channel.broadcast({ t, host, m: values }, 'sample', { eventId: `bench-${String(sent)}` });
    },
  };
}

/** The floor of node:http: one chunk, framed once, written to each socket past everything that node:http does. */
function bareSockets(): Way {
  const sockets = new Set<Socket>();
  let sent = 0;
  return {
    join(req, res) {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('retry: 2000\n\n');
      sockets.add(req.socket);
      req.socket.setNoDelay(true);
      req.socket.once('close', () => sockets.delete(req.socket));
    },
    broadcast(t, values) {
      sent += 1;
      const json = JSON.stringify({ t, host, m: values });
      const event = Buffer.from(`id: bench-${String(sent)}\nevent: sample\ndata: ${json}\n\n`);
      const chunk = Buffer.concat([Buffer.from(`${event.length.toString(16)}\r\n`), event, Buffer.from('\r\n')]);
      for (const socket of sockets) socket.write(chunk);
    },
  };
}

/** All ways, by name. */
export const ways = {
  lanpulse: () => ourHub(0),
  'one filter': () => ourHub(1),
  'ten filters': () => ourHub(10),
  'better-sse': betterSse,
  'socket.write': bareSockets,
} satisfies Readonly<Record<string, () => Way>>;

export type WayName = keyof typeof ways;

/** True for the name of a way. */
export function isWayName(name: string): name is WayName {
  return Object.hasOwn(ways, name);
}
