import { parseIncoming, type Incoming } from '../../../src-renderer/link/incoming.ts';
import type { EventName } from '../../../src-shared/protocol/events.ts';

const host = { name: 'workshop', os: 'Debian 12', kernel: 'Linux 6.1', cpuModel: null, threads: 4, upSince: null };

/** Data of a `hello` as a server sends it. */
export function helloData(last: string, filter: Readonly<Record<string, unknown>> = {}) {
  return {
    viewer: 'P',
    role: 'operator',
    t: 1_700_000_000_000,
    version: '0.1.0',
    last,
    intervalMs: 1_000,
    filter,
    host,
    definitions: [{ id: 'cpu' }, { id: 'load' }],
    unsupported: [],
  };
}

/** Data of a `sample`, `load.one` being the seconds. */
export function sampleData(t: number) {
  return { t, host: 'workshop', m: { load: { one: t / 1_000, five: null, fifteen: null } } };
}

/** An event as a transport hands it on. */
export function eventOf(name: EventName, data: unknown, id: string | null = null): Incoming {
  const event = parseIncoming(name, data, id);
  if (event === null) throw new Error(`The test's own ${name} does not parse.`);
  return event;
}
