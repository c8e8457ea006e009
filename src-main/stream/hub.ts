import { Fault } from '../../src-shared/fault.ts';
import type { MetricId, MetricValues } from '../../src-shared/metrics/registry.ts';
import { formatEventId, parseEventId } from '../../src-shared/protocol/event-id.ts';
import type { Bye, Gap, Hello, Presence } from '../../src-shared/protocol/events.ts';
import type { HistoryNotice } from '../../src-shared/protocol/history-status.ts';
import type { Cancel, Clock } from '../clock.ts';
import { createAnnouncements, type Announcement, type Announcements } from './announcements.ts';
import { createBeats, type Beats } from './beats.ts';
import { createConnections, type Connections } from './connections.ts';
import { createDemand } from './demand.ts';
import { createFrames, type Frames } from './frames.ts';
import { createPresenceTeller } from './presence.ts';
import { createRing, type Ring } from './ring.ts';
import type { StoredEvent, StoredText } from './stored-event.ts';
import { createStreamCounts, type StreamCounts } from './stream-counts.ts';
import type { Subscriber } from './subscriber.ts';
import type { Viewer } from './viewer.ts';
import { createViewers, type Viewers } from './viewers.ts';
import { listWatchers } from './watchers.ts';

/** The part of `hello` that is the same for everybody; the hub adds viewer, role, time, last id, interval and filter. */
type HelloBase = Pick<Hello, 'version' | 'host' | 'definitions' | 'unsupported' | 'rules' | 'alerts' | 'history'>;

/** What a hub is built from. */
export interface HubOptions {
  /** Names this start of the server in event ids: 1 to 32 of `a-z0-9`, new at each start. */
  readonly epoch: string;
  /** Name of the machine, as samples carry it. */
  readonly host: () => string;
  readonly clock: Clock;
  /** The server's own interval, ms. */
  readonly serverIntervalMs: () => number;
  readonly hello: () => HelloBase;
  /** How the keeping of history is going, for `presence`. Default: not told. */
  readonly history?: () => HistoryNotice;
  /** Time that the replay ring reaches back at the least, ms. Default `limits.ringMs`. */
  readonly ringMs?: number;
  /** Estimated JSON bytes after which the ring forgets even younger samples. Default 32 MiB. */
  readonly ringBytes?: number;
  /** Most viewers kept. Default 4096. */
  readonly mostViewers?: number;
  /**
   * Called when the need for a metric with `unwatchedEveryMs` changes: the shortest interval any viewer reads it at,
   * `null` when nobody does.
   */
  readonly onDemand?: (metric: MetricId, everyMs: number | null) => void;
}

/** Counts since the start, and what is open now. */
interface HubFigures extends Readonly<StreamCounts> {
  /** Viewers with a stream, and viewers that poll. */
  readonly connections: { readonly sse: number; readonly poll: number };
  readonly viewers: number;
  /** Stored events forgotten before their time because the ring was full. */
  readonly ringOverflows: number;
}

/** Numbers, keeps and hands out events. */
export interface Hub {
  readonly viewers: Viewers;
  /** Stores a sample and sends it, cut to each viewer's filter. `values` must not change afterwards. */
  publishSample(t: number, values: Readonly<Partial<MetricValues>>): void;
  /** Stores an event and sends it to everybody. */
  publishStored(name: StoredText['name'], data: unknown): void;
  /** Sends an event to everybody that is connected now, without storing it. */
  announce(name: 'gap', data: Gap): void;
  /** Tells everybody soon what presence says of the history. */
  historyChanged(): void;
  /** Who watches now. */
  presence(): Presence;
  figures(): HubFigures;
  /** Says `bye` and ends every stream and held poll; resolves when they are flushed, at the latest after 1 s. */
  close(reason: Bye['reason']): Promise<void>;
  /** What the transports work with. */
  readonly inner: HubInner;
}

/** The parts of a hub that its transports use; nobody else does. */
export interface HubInner {
  readonly clock: Clock;
  readonly epoch: string;
  readonly ring: Ring;
  readonly frames: Frames;
  readonly announcements: Announcements;
  readonly beats: Beats;
  readonly connections: Connections;
  readonly counts: StreamCounts;
  readonly subscribers: Set<Subscriber>;
  /** Id of the newest stored event, `EPOCH-0` before the first. */
  lastId(): string;
  /** JSON of `hello` for a viewer, at this moment. */
  helloJson(viewer: Viewer): string;
  /** @throws Fault `shutting_down` once the hub is closing */
  assertOpen(): void;
}

/** Time between two looks for viewers whose time is up, ms. */
const sweepMs = 5_000;

/**
 * Makes the hub of one server start.
 * @throws Fault `start_failed` for an epoch that could not stand in an event id
 */
export function createHub(options: HubOptions): Hub {
  const { epoch, clock, serverIntervalMs } = options;
  if (parseEventId(`${epoch}-0`) === null) throw new Fault('start_failed', `"${epoch}" cannot name a server start.`);

  const ring = createRing({ clock, ringMs: options.ringMs, ringBytes: options.ringBytes });
  const frames = createFrames(epoch, (seq) => ring.at(seq));
  const announcements = createAnnouncements();
  const beats = createBeats(clock);
  const counts = createStreamCounts();
  const subscribers = new Set<Subscriber>();
  const demand = createDemand(serverIntervalMs, options.onDemand ?? (() => undefined));
  const viewers = createViewers({ clock, serverIntervalMs, demand, most: options.mostViewers });
  const presence = createPresenceTeller(clock, takeCensus, ({ names, ...counts }) => {
    const data = { ...counts, history: options.history?.() };
    toAll(announcements.add('presence', data, { ...data, names }));
  });
  const connections = createConnections(clock, (joined) => {
    presence.changed(joined);
  });
  let sweeping: Cancel = clock.after(sweepMs, sweep);
  let closing = false;

  function countViewers(): Presence {
    return connections.count(viewers.all());
  }

  function takeCensus() {
    return { ...countViewers(), names: listWatchers(viewers.all(), connections) };
  }

  function sweep(): void {
    viewers.sweep();
    presence.changed(false);
    sweeping = clock.after(sweepMs, sweep);
  }

  function deliver(event: StoredEvent): void {
    for (const subscriber of subscribers) subscriber.stored(event);
  }

  function toAll(announcement: Announcement): void {
    for (const subscriber of subscribers) subscriber.announced(announcement);
  }

  const lastId = () => formatEventId({ epoch, seq: ring.lastSeq });

  return {
    viewers,
    publishSample(t, values) {
      deliver(ring.addSample(t, options.host(), values));
    },
    publishStored(name, data) {
      deliver(ring.addText(name, clock.wallMs(), JSON.stringify(data)));
    },
    announce(name, data) {
      toAll(announcements.add(name, data));
    },
    historyChanged() {
      presence.changed(true);
    },
    presence: countViewers,
    figures() {
      const { viewers: count, sse, poll } = countViewers();
      return { ...counts, connections: { sse, poll }, viewers: count, ringOverflows: ring.overflows };
    },
    async close(reason) {
      closing = true;
      sweeping();
      presence.close();
      beats.close();
      const bye = announcements.add('bye', { reason });
      await Promise.all([...subscribers].map((subscriber) => subscriber.end(bye)));
    },
    inner: {
      clock,
      epoch,
      ring,
      frames,
      announcements,
      beats,
      connections,
      counts,
      subscribers,
      lastId,
      helloJson(viewer) {
        const { id, presenceId, role, filter } = viewer;
        const hello: Hello = {
          viewer: id,
          presenceId,
          role,
          t: clock.wallMs(),
          last: lastId(),
          intervalMs: serverIntervalMs(),
          filter,
          ...options.hello(),
        };
        return JSON.stringify(hello);
      },
      assertOpen() {
        if (closing) throw new Fault('shutting_down', 'The server is shutting down; try again in a moment.');
      },
    },
  };
}
