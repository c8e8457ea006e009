import type { MetricId, MetricValues } from '../../src-shared/metrics/registry.ts';
import type { Bye, Gap, Hello, Presence, StoredEventName } from '../../src-shared/protocol/events.ts';
import { Fault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import type { Viewers } from './viewers.ts';

/** The part of `hello` that is the same for everybody; the hub adds viewer, role, time, last id, interval and filter. */
export type HelloBase = Pick<Hello, 'version' | 'host' | 'definitions' | 'unsupported'>;

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
  /** Time that the replay ring reaches back at the least, ms. Default {@link limits.ringMs}. */
  readonly ringMs?: number;
  /** Estimated JSON bytes after which the ring forgets even younger samples. Default 32 MiB. */
  readonly ringBytes?: number;
  /**
   * Called when the need for a metric with `unwatchedEveryMs` changes: the shortest interval any viewer reads it at,
   * `null` when nobody does.
   */
  readonly onDemand?: (metric: MetricId, everyMs: number | null) => void;
}

/** Counts since the start, and what is open now. */
export interface HubFigures {
  /** Open event streams, and viewers that poll. */
  readonly connections: { readonly sse: number; readonly poll: number };
  readonly viewers: number;
  readonly eventsSent: number;
  /** Bytes of events and poll answers, without HTTP's own. */
  readonly bytesSent: number;
  /** Streams cut because their reader stalled. */
  readonly drops: number;
  /** Streams that resumed after an id. */
  readonly replays: number;
  /** Stored events forgotten before their time because the ring was full. */
  readonly ringOverflows: number;
}

/** Numbers, keeps and hands out events. */
export interface Hub {
  readonly viewers: Viewers;
  /** Stores a sample and sends it, cut to each viewer's filter. `values` must not change afterwards. */
  publishSample(t: number, values: Readonly<Partial<MetricValues>>): void;
  /** Stores an event and sends it to everybody. */
  publishStored(name: Exclude<StoredEventName, 'sample'>, data: unknown): void;
  /** Sends an event to everybody that is connected now, without storing it. */
  announce(name: 'gap', data: Gap): void;
  /** Who watches now. */
  presence(): Presence;
  figures(): HubFigures;
  /** Says `bye` and ends every stream and held poll; resolves when they are flushed, at the latest after 1 s. */
  close(reason: Bye['reason']): Promise<void>;
}

/**
 * Makes the hub of one server start.
 * @throws Fault `start_failed` for an epoch that could not stand in an event id
 */
export function createHub(options: HubOptions): Hub {
  throw new Fault('start_failed', `not built yet: ${options.epoch}`);
}
