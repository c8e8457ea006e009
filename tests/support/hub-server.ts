import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { parseFilter, type Filter } from '../../src-shared/protocol/filter.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import { createHub, type Hub, type HubOptions } from '../../src-main/stream/hub.ts';
import { poll } from '../../src-main/stream/poll.ts';
import { openSse } from '../../src-main/stream/sse.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** A hub whose clock belongs to the test, behind a bare server on a free port. */
export interface HubServer {
  readonly hub: Hub;
  readonly clock: FakeClock;
  /** Address of a stream; all optional: `viewer`, `role`, `device`, `filter` as JSON, `lastEventId`; `late` answers after a hang-up. */
  url(query?: Readonly<Record<string, string>>): string;
  /** Lets a second pass and publishes a sample of it. */
  tick(values?: Readonly<Partial<MetricValues>>): void;
  stop(): Promise<void>;
}

/** The epoch of every hub that tests make. */
const epoch = 'e1';

/** A hub on a clock of the test. */
export function makeHub(options: Partial<HubOptions> = {}): { readonly hub: Hub; readonly clock: FakeClock } {
  const clock = createFakeClock();
  const hub = createHub({
    epoch,
    host: () => 'box',
    clock,
    serverIntervalMs: () => 1_000,
    hello: () => ({
      version: '0.0.0',
      host: { name: 'box', os: 'Linux', kernel: '6', cpuModel: null, threads: 2, upSince: null },
      definitions: [],
      unsupported: [],
      rules: { revision: 0, by: null, rules: [] },
      alerts: [],
    }),
    ...options,
  });
  return { hub, clock };
}

/** Values of a tick, told apart by `n`. */
export function loadOf(n: number): Partial<MetricValues> {
  return { load: { one: n, five: 0, fifteen: 0 } };
}

/** Starts it. */
export async function startHubServer(options: Partial<HubOptions> = {}): Promise<HubServer> {
  const { hub, clock } = makeHub(options);
  let ticks = 0;
  const answer = (req: IncomingMessage, res: ServerResponse) => {
    const query = new URL(req.url ?? '/', 'http://localhost').searchParams;
    try {
      const viewer = hub.viewers.open({
        id: query.get('viewer') ?? undefined,
        owner: 'me',
        role: query.get('role') === 'viewer' ? 'viewer' : 'operator',
        device: query.get('device') ?? undefined,
        filter: readFilter(query.get('filter')),
      });
      openSse(hub, viewer, req, res, { lastEventId: query.get('lastEventId') ?? undefined });
    } catch (caught) {
      if (!(caught instanceof Fault)) throw caught;
      res.writeHead(caught.status).end(JSON.stringify(caught.toBody()));
    }
  };
  const server = createServer((req, res) => {
    if (req.url?.includes('late') !== true) {
      answer(req, res);
      return;
    }
    // Somebody who has hung up before the request is looked at.
    res.once('close', () => {
      answer(req, res);
    });
    res.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    hub,
    clock,
    url: (query = {}) => `http://127.0.0.1:${String(port)}/?${new URLSearchParams(query).toString()}`,
    tick: (values) => {
      clock.advance(1_000);
      ticks += 1;
      hub.publishSample(clock.wallMs(), values ?? loadOf(ticks));
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function readFilter(json: string | null): Filter {
  return parseFilter(json === null ? {} : v.parse(v.looseObject({}), JSON.parse(json)));
}

/** Polls without a wire: the answer's text. */
export async function pollHub(
  hub: Hub,
  options: {
    viewer?: string;
    after?: string;
    timeoutMs?: number;
    filter?: Filter;
    signal?: AbortSignal;
    role?: Role;
    device?: string;
  } = {},
): Promise<string> {
  const { viewer: id, after, timeoutMs = 0, filter = {}, signal = new AbortController().signal } = options;
  const { role = 'viewer', device } = options;
  const viewer = hub.viewers.open({ id, owner: 'me', role, filter, device });
  const { body } = await poll(hub, viewer, { after, timeoutMs, signal });
  return body;
}
