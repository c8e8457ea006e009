import type { MetricDefinition } from '../../src-shared/metrics/definition.ts';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import type { Hello, Presence, Scheme } from '../../src-shared/protocol/events.ts';
import type { HistoryNotice } from '../../src-shared/protocol/history-status.ts';
import type { AlertBoard } from './alerts.svelte.ts';
import type { NoteBoard } from './notes.svelte.ts';
import type { RuleBoard } from './rules.svelte.ts';
import type { TimeRange, TimeSpan } from './time-range.ts';

/**
 * The points of one metric, oldest first, in plain typed arrays: the points are those with index `start <= i < end`.
 * The arrays are replaced when they grow, so read them anew for each drawing; the contents between `start` and `end`
 * are always in order of time.
 */
export interface MetricBuffer {
  readonly start: number;
  readonly end: number;
  /** ms since the epoch. */
  readonly t: Float64Array;
  /** One column per series key: `total`, `cores@0`, `received@eth0`, `celsius@nvme`. NaN is "no value here". */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** True for a row that stands for a stretch without samples, and is none itself. */
  isHole(row: number): boolean;
  /** Counts every change; equal versions mean an equal picture. */
  readonly version: number;
  /** What a point stands for where it is a bucket of stored values; left out for single samples. */
  readonly buckets?: BucketFacts;
}

/** Points that are buckets: `columns` holds their averages, and the time of a point is the middle of its bucket. */
export interface BucketFacts {
  readonly stepMs: number;
  /** False where no bucket holds more than one value, so that there is no band to draw. */
  readonly spread: boolean;
  /** Points more than 2.5 times as far apart have a hole between them. */
  readonly periodMs: number;
  /** What was asked for; nothing is known of the time outside of it. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Lowest and highest values, by the keys of `columns`. */
  readonly lows: ReadonlyMap<string, Float64Array>;
  readonly highs: ReadonlyMap<string, Float64Array>;
}

/** The newest value of a metric, with the time it was read. */
export interface Latest {
  readonly t: number;
  readonly value: unknown;
}

/** How the reading of stored values goes. */
export interface PastState {
  /** `samples`: none are needed. */
  readonly phase: 'samples' | 'loading' | 'ready' | 'failed';
  /** Why it failed, in a sentence; else `null`. */
  readonly problem: string | null;
  /** Oldest moment of which the server keeps anything, as it said when the page connected; `null` where nothing is. */
  readonly beganMs: number | null;
  /** Asks again after a failure. */
  readonly retry: () => void;
}

/** How the page is connected; the `data-connection` of the badge. */
export type ConnectionPhase = 'connecting' | 'live' | 'poll' | 'retrying' | 'stale';

/** What the badge and the cards tell about the connection. */
export interface ConnectionState {
  readonly phase: ConnectionPhase;
  /** Round trip over the control channel in ms; `null` until measured. */
  readonly latencyMs: number | null;
  /** Page time (Date.now()) of the next try; `null` unless retrying. */
  readonly retryAtMs: number | null;
  /** Why the server refuses this page, in its words; `null` unless retrying and told. */
  readonly reason: string | null;
  /** Page time at which the newest sample came in; `null` before the first. */
  readonly lastSampleAtMs: number | null;
  /** How the server's address begins since encryption was turned on or off; `null` while it is as it was. */
  readonly movedTo: Scheme | null;
  /** How commands travel. */
  readonly control: 'ws' | 'post';
}

/** A metric on the page: a definition whose id is one of the known ones. */
export type ShownMetric = MetricDefinition<MetricId>;

/** The longest window that the page's own samples fill, ms; anything longer is read from the server's history. */
export const longestSampledMs = 900_000;

/** Lengths of the live windows, in ms: 1, 5 and 15 minutes, 1, 6 and 24 hours, 7 and 30 days. */
export const windowChoicesMs = [
  60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000,
] as const;

/** One of {@link windowChoicesMs}. */
export type WindowMs = (typeof windowChoicesMs)[number];

/**
 * Everything the components read, and the few things they may do. The properties are reactive (runes inside).
 */
export interface Dashboard {
  readonly connection: ConnectionState;
  readonly hello: Hello | null;
  readonly presence: Presence | null;
  /** How the server's keeping of history is going; `null` before the first `hello` and for a server without history. */
  readonly history: HistoryNotice | null;
  /** Metrics on the overview, in order: all that the server has or explains, less what the filter leaves out. */
  readonly shown: readonly ShownMetric[];
  /** Reason per metric that this machine does not offer. */
  readonly unsupported: ReadonlyMap<string, string>;
  /** Page time, moving once a second; for ages and countdowns. */
  readonly nowMs: number;
  /** The live window: the chosen one, or the longest within reach. What is shown says {@link Dashboard.range}. */
  readonly windowMs: WindowMs;
  /** Shows a live window of this length. */
  setWindow(ms: WindowMs): void;
  /** What every chart shows, server time. */
  readonly range: TimeRange;
  /**
   * What every chart draws: ahead of the range while a gesture moves it, from the points that are there. Only what is
   * cheap to work out follows it; numbers and questions keep to the range.
   */
  readonly drawn: TimeSpan;
  /** A gesture moves what is drawn: questions about the range wait until it has ended. */
  readonly moving: boolean;
  /** Draws another stretch for as long as a gesture goes on; `null` once it has ended. */
  draw(span: TimeSpan | null): void;
  /** How far back from now anything can be shown, ms; without end where the server keeps history. */
  readonly reachMs: number;
  /** The nearest stretch to a wanted one that can be shown: up to now, within reach, 10 s to 2 years long. */
  reachable(span: TimeSpan): TimeSpan;
  /** Shows the nearest reachable stretch of the past, which then stands still. Goes into the address. */
  setRange(span: TimeSpan): void;
  /** Shows the live window again. */
  backToLive(): void;
  /** True where the server keeps history that this page may ask for; otherwise only its own samples can be looked at. */
  readonly hasHistory: boolean;
  /**
   * Right end of a live range in server time: the newest sample, the frozen moment while paused, or, while cut off, the
   * newest sample and the time that has passed since.
   */
  readonly endMs: number;
  /** Server time at which the picture was frozen; `null` while it moves. */
  readonly pausedAtMs: number | null;
  /** Samples that came in since the pause. */
  readonly waiting: number;
  togglePause(): void;
  readonly filter: Filter;
  /** Applies on the server, for this viewer alone, and writes the page's URL. Rejects with a Fault. */
  setFilter(filter: Filter): Promise<void>;
  /** The thresholds in force. */
  readonly rules: RuleBoard;
  /** What fires now. */
  readonly alerts: AlertBoard;
  /** What people pinned to moments. */
  readonly notes: NoteBoard;
  /** Sends a command and gives its result. Rejects with the Fault it was refused with, or that nobody answered. */
  command(type: string, fields: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Skips the countdown. */
  retryNow(): void;
  /** Time under the pointer on any chart; `null` when there is none. */
  crosshairMs: number | null;
  /** Newest value (the value at the pause while paused). */
  latest(metric: MetricId): Latest | undefined;
  /** The page's own samples of the last minutes. */
  buffer(metric: MetricId): MetricBuffer;
  /** What fills the shown range: samples, or buckets of the server's history where they do not reach. */
  points(metric: MetricId): MetricBuffer;
  /** How the reading of the history goes that the shown range needs. */
  readonly past: PastState;
  /** Says how wide a metric is drawn, so that the history is read in as many points. */
  drawnAt(metric: MetricId, widthPx: number): void;
  /** Calls back after buffers changed or the picture must move; returns the way to stop. Not reactive: for canvases. */
  onPoints(listener: () => void): () => void;
}
