import { once } from 'node:events';
import type { Door } from './door.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { parseEvents, parsePolled, seqOf, type ReceivedEvent } from './received-event.ts';

/** How many come by each way. */
export interface CrowdSize {
  readonly streams: number;
  readonly polls: number;
  readonly channels: number;
}

/** Many viewers behind one door, by every way there is. */
export interface Crowd {
  /** Waits until each stream and poll has an event that begins so, and each channel has been answered once more. */
  allHave(event: string, dataStart: string): Promise<void>;
  /** Waits for the next sample of each; the ids of all that each has got, by the way it came. */
  ids(): Promise<readonly (readonly number[])[]>;
  close(): void;
}

/** A viewer of a stream or of polls. */
interface Watching {
  has(event: string, dataStart: string): Promise<void>;
  received(): readonly ReceivedEvent[];
  close(): void;
}

/** Watches `memory`, which comes with every tick. */
const metrics = 'metrics=memory';

/** Opens them; each has got something already. */
export async function gatherCrowd(door: Door, { streams, polls, channels }: CrowdSize): Promise<Crowd> {
  const many = <Made>(count: number, make: (n: number) => Promise<Made>) =>
    Promise.all(Array.from({ length: count }, (_, n) => make(n)));
  const watching = [
    ...(await many(streams, () => watchStream(door))),
    ...(await many(polls, (n) => watchPolls(door, n))),
  ];
  const asking = await many(channels, () => openChannel(door));
  await Promise.all(watching.map((one) => one.has('sample', '')));
  return {
    async allHave(event, dataStart) {
      await Promise.all([...watching.map((one) => one.has(event, dataStart)), ...asking.map((one) => one.ask())]);
    },
    async ids() {
      await Promise.all(watching.map((one) => one.has('sample', '')));
      return watching.map((one) => one.received().flatMap((event) => (event.id === null ? [] : [seqOf(event)])));
    },
    close() {
      for (const one of [...watching, ...asking]) one.close();
    },
  };
}

async function watchStream(door: Door): Promise<Watching> {
  const stream = await door.stream(`/api/v1/events?${metrics}`, door.as.viewer);
  return {
    has: (event, dataStart) => stream.next(`event: ${event}\ndata: ${dataStart}`),
    received: () => parseEvents(stream.text()).events,
    close: () => {
      stream.close();
    },
  };
}

function watchPolls(door: Door, n: number): Promise<Watching> {
  const inbox = createInbox();
  const viewer = `polling-viewer-${String(n).padStart(8, '0')}`;
  let isOver = false;
  const run = async () => {
    let after = '';
    while (!isOver) {
      const path = `/api/v1/poll?viewer=${viewer}&${metrics}&after=${after}`;
      const { status, text } = await door.ask(path, { headers: door.as.viewer });
      if (status !== 200) throw new Error(`A poll was refused: ${text}`);
      const { events, last } = parsePolled(text);
      inbox.put(events);
      after = last;
    }
  };
  run().catch((caught: unknown) => {
    inbox.end();
    if (!isOver) process.stderr.write(`${String(caught)}\n`);
  });
  return Promise.resolve({
    has: (event, dataStart) => hasIn(inbox, event, dataStart),
    received: () => inbox.received,
    close: () => {
      isOver = true;
    },
  });
}

async function hasIn(inbox: Inbox, event: string, dataStart: string): Promise<void> {
  await inbox.takeUntil((one) => one.event === event && one.data.startsWith(dataStart));
}

/** A control channel that is asked something, and awaits the answer. */
async function openChannel(door: Door): Promise<{ ask(): Promise<void>; close(): void }> {
  const channel = door.control(door.as.viewer);
  await once(channel, 'open');
  return {
    ask: async () => {
      const answered = once(channel, 'message');
      channel.send('{"type":"ping"}');
      await answered;
    },
    close: () => {
      channel.terminate();
    },
  };
}
