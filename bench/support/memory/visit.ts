import * as v from 'valibot';
import { openWebSocket } from '../../../tests/support/command-channel.ts';
import { openEventStream } from '../../../tests/support/event-stream.ts';
import { startPolling } from '../../../tests/support/polling-reader.ts';

/** Somebody who watches for a while. */
export interface Visit {
  leave(): void;
}

/** Who comes: the how-manieth, and the id of an event that they saw when they were here before. */
export interface Visitor {
  readonly url: string;
  readonly n: number;
  readonly seenId: string | null;
}

const wishes = [
  '',
  'metrics=cpu,memory,load',
  'interval=5000',
  'metrics=processes&top=25&sort=memory',
  'instances=lo,eth0&interval=2000',
];
const hello = v.pipe(v.string(), v.parseJson(), v.object({ viewer: v.string(), t: v.number() }));

/** A program that reads the stream; every other one was here before and takes up where it stopped. */
async function stream({ url, n, seenId }: Visitor): Promise<Visit> {
  const since = seenId !== null && n % 2 === 0 ? `&lastEventId=${seenId}` : '';
  const events = await openEventStream(`${url}/api/v1/events?${wishes[n % wishes.length] ?? ''}${since}`);
  await events.take(1);
  return {
    leave: () => {
      events.close();
    },
  };
}

/** What the dashboard does: stream, history, and a control channel by which it looks for a process. */
async function page({ url, n }: Visitor): Promise<Visit> {
  const events = await openEventStream(`${url}/api/v1/events`);
  const [first] = await events.take(1);
  const { viewer, t } = v.parse(hello, first?.data);
  const control = await openWebSocket(url, viewer);
  const filter = { processes: { top: 20, sort: 'cpu', match: `somebody-${String(n)}` } };
  await control.sendText(JSON.stringify({ id: 'c1', type: 'filter.set', filter }));
  const span = `from=${String(t - 900_000)}&to=${String(t)}`;
  for (const series of ['cpu.total', 'memory.used', 'network.received']) {
    await (await fetch(`${url}/api/v1/history?series=${series}&${span}`)).arrayBuffer();
  }
  return {
    leave: () => {
      control.close();
      events.close();
    },
  };
}

async function poll({ url }: Visitor): Promise<Visit> {
  const reader = startPolling(url, {}, undefined);
  await reader.take(1);
  return {
    leave: () => {
      reader.stop();
    },
  };
}

const ways = [stream, page, poll];

/** Lets somebody come; resolves when they have been greeted. */
export async function come(visitor: Visitor): Promise<Visit> {
  const way = ways[visitor.n % ways.length] ?? stream;
  return way(visitor);
}
