import { Fault } from '../../src-shared/fault.ts';
import type { MetricId, MetricValues } from '../../src-shared/metrics/registry.ts';
import { formatEventId, parseEventId } from '../../src-shared/protocol/event-id.ts';
import type { Bye, Gap, Hello, Presence, Role } from '../../src-shared/protocol/events.ts';
import type { HistoryNotice } from '../../src-shared/protocol/history-status.ts';
import type { PairingLock } from '../../src-shared/protocol/sharing.ts';
import type { Cancel, Clock } from '../clock.ts';
import { createAnnouncements, type Announcement, type Announcements } from './announcements.ts';
import { createBeats, type Beats } from './beats.ts';
import { createConnections, type Connections } from './connections.ts';
import { createCrowds, type Crowds } from './crowds.ts';
import { createDemand } from './demand.ts';
import { createFastDemand } from './fast-demand.ts';
import { fastFor, type FastOffer, grantBy, nothingFaster } from './fast-grant.ts';
import { createFrames, type Frames } from './frames.ts';
import type { Complete } from './narrow.ts';
import { createPresenceTeller } from './presence.ts';
import { createRing, type Ring } from './ring.ts';
import type { StoredEvent, StoredText } from './stored-event.ts';
import { createStreamCounts, type StreamCounts } from './stream-counts.ts';
import { createSubscribers, type Subscribers } from './subscribers.ts';
import type { Viewer } from './viewer.ts';
import { createViewers, type Viewers } from './viewers.ts';
import { listWatchers } from './watchers.ts';

/** The part of `hello` that is the same for everybody; the hub adds viewer, role, time, last id, interval and filter. */
type HelloBase = Pick<
  Hello,
  'version' | 'host' | 'definitions' | 'unsupported' | 'rules' | 'alerts' | 'history' | 'theme' | 'settings'
>;

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
  /** What people may have changed since `hello`, for `presence`; `settings` is for operators. Default: not told. */
  readonly settings?: () => Pick<Presence, 'intervalMs' | 'theme' | 'settings'>;
  /** What people call the device of an owner, for `presence`; `null` where it has no name. Default: none has. */
  readonly nameOf?: (owner: string) => string | null;
  /** Until when wrong pairing codes have locked pairing, for the `presence` of operators. Default: never. */
  readonly pairingLock?: () => PairingLock;
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
  /** What may be read faster for a viewer that asks. Default: nothing. */
  readonly fast?: FastOffer;
  /** Called when other metrics are to be read faster, with all of them. */
  readonly onFast?: (metrics: readonly MetricId[]) => void;
  /** Called with a table's rows before they are sent, to add what is not read for all of them, and to take out what may not be told. Default: they stay as they are. */
  readonly complete?: Complete;
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
  /** Stores a sample and sends it, cut to each viewer's filter. `values` must not change afterwards, but for what `complete` adds. */
  publishSample(t: number, values: Readonly<Partial<MetricValues>>): void;
  /** Stores a sample of a series that is read faster, and sends it to the viewers that asked for it. */
  publishFast(t: number, everyMs: number, values: Readonly<Partial<MetricValues>>): void;
  /** Stores an event and sends it to everybody. */
  publishStored(name: StoredText['name'], data: unknown): void;
  /** Sends an event to everybody that is connected now, without storing it. */
  announce(name: 'gap', data: Gap): void;
  /** The server's interval, or who may have what read fast, is another one: filters are put in force anew, and everybody is told. */
  filtersChanged(): void;
  /** Bounds the estimated JSON bytes that the ring holds. */
  readonly setRingBytes: (ringBytes: number) => void;
  /** What `complete` leaves in a table has changed: nothing is sent that was written before. */
  readonly forgetWritten: () => void;
  /** Tells everybody soon what presence says: of the history, or the names of those who watch. */
  presenceChanged(): void;
  /** Who watches now. */
  presence(): Presence;
  figures(): HubFigures;
  /** True while a viewer of this owner has a stream or polls. */
  isWatching(owner: string): boolean;
  /**
   * Ends what an owner has open, and forgets its viewers. With a reason it is told `bye`; without one it comes back.
   * Resolves when the last bytes have left, at the latest after half a second.
   */
  endOwner(owner: string, reason: Bye['reason'] | null): Promise<void>;
  /** Says `bye` and ends every stream and held poll; resolves when they are flushed, at the latest after half a second. */
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
  readonly crowds: Crowds;
  readonly subscribers: Subscribers;
  /** JSON of `hello` for a viewer, at this moment. @param last number of the event that it is told what follows. Default: the newest */
  helloJson(viewer: Viewer, last?: number): string;
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
  const frames = createFrames(epoch, (seq) => ring.at(seq), options.complete);
  const announcements = createAnnouncements();
  const beats = createBeats(clock);
  const counts = createStreamCounts();
  const crowds = createCrowds({ frames, counts, beats });
  const subscribers = createSubscribers();
  const { fast: offer = nothingFaster } = options;
  /** Left out where there is none. */
  const fastOf = (role: Role) => {
    const fast = [...fastFor(offer, role, serverIntervalMs())];
    return fast.length === 0 ? undefined : fast;
  };
  const fastDemand = createFastDemand(clock, options.onFast ?? (() => undefined));
  const demand = createDemand(serverIntervalMs, options.onDemand ?? (() => undefined));
  const viewers = createViewers({
    clock,
    serverIntervalMs,
    demand,
    fast: { demand: fastDemand, grant: grantBy(offer, serverIntervalMs), onFilter: subscribers.sort },
    onPlan: crowds.filtersChanged,
    onOther: () => {
      presence.changed(false);
    },
    most: options.mostViewers,
  });
  const presence = createPresenceTeller(clock, takeCensus, ({ names, pairing, ...counts }) => {
    const { settings, ...told } = options.settings?.() ?? {};
    const data = { ...counts, history: options.history?.(), ...told };
    const forOperators = { ...data, names, pairing, settings, fast: fastOf('operator') };
    toAll(announcements.add('presence', { ...data, fast: fastOf('viewer') }, forOperators));
  });
  const connections = createConnections(clock, (joined) => {
    fastDemand.check();
    presence.changed(joined);
  });
  let sweeping: Cancel = clock.after(sweepMs, sweep);
  /** The newest census told of a lock: when it ends, nobody says so. */
  let isLockTold = false;
  let closing = false;

  function countViewers(): Presence {
    return connections.count(viewers.all());
  }

  function takeCensus() {
    const lock = options.pairingLock?.();
    const pairing = lock === undefined || lock.until === null ? undefined : lock;
    isLockTold = pairing !== undefined;
    return { ...countViewers(), pairing, names: listWatchers(viewers.all(), connections, options.nameOf) };
  }

  function sweep(): void {
    viewers.sweep();
    fastDemand.check();
    // A census walks over all viewers: it is taken where time alone may have changed what it finds.
    if (connections.sweep() || isLockTold) presence.changed(false);
    sweeping = clock.after(sweepMs, sweep);
  }

  function deliver(event: StoredEvent): void {
    const nowMs = clock.monotonicMs();
    // In this order: who is told alone may join a crowd at it.
    crowds.stored(event, nowMs);
    for (const subscriber of subscribers.alone) subscriber.stored(event, nowMs);
  }

  function toAll(announcement: Announcement): void {
    for (const subscriber of subscribers) subscriber.announced(announcement);
  }

  return {
    viewers,
    publishSample(t, values) {
      deliver(ring.addSample(t, options.host(), values));
    },
    publishFast(t, everyMs, values) {
      const event = ring.addFast(t, everyMs, options.host(), values);
      const nowMs = clock.monotonicMs();
      for (const subscriber of subscribers.fast) subscriber.stored(event, nowMs);
    },
    publishStored(name, data) {
      deliver(ring.addText(name, clock.wallMs(), JSON.stringify(data)));
    },
    announce(name, data) {
      toAll(announcements.add(name, data));
    },
    filtersChanged() {
      viewers.filtersChanged();
      presence.changed(true);
    },
    setRingBytes: ring.setMostBytes,
    forgetWritten: frames.forget,
    presenceChanged() {
      presence.changed(true);
    },
    presence: countViewers,
    figures() {
      const { viewers: count, sse, poll } = countViewers();
      return { ...counts, connections: { sse, poll }, viewers: count, ringOverflows: ring.overflows };
    },
    isWatching(owner) {
      for (const viewer of viewers.all()) {
        if (viewer.owner === owner && connections.transportOf(viewer) !== null) return true;
      }
      return false;
    },
    async endOwner(owner, reason) {
      const bye = reason === null ? null : announcements.single('bye', { reason });
      const ending = [...subscribers].filter(({ viewer }) => viewer.owner === owner).map((one) => one.end(bye));
      viewers.forgetOwner(owner);
      presence.changed(false);
      await Promise.all(ending);
    },
    async close(reason) {
      closing = true;
      sweeping();
      presence.close();
      beats.close();
      const bye = announcements.single('bye', { reason });
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
      crowds,
      subscribers,
      helloJson(viewer, last = ring.lastSeq) {
        const { id, presenceId, role, filter } = viewer;
        const hello: Hello = {
          viewer: id,
          presenceId,
          role,
          t: clock.wallMs(),
          last: formatEventId({ epoch, seq: last }),
          intervalMs: serverIntervalMs(),
          filter,
          fast: fastOf(role),
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
