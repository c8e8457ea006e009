import type { MetricId, MetricValue } from '../../src-shared/metrics/registry.ts';
import type { SelfSource } from './self-source.ts';

/** This machine does not offer the metric; `unsupported` says why, as a sentence for a person. */
export interface Unsupported {
  readonly unsupported: string;
}

/**
 * Reads one metric.
 */
export interface Reader<Id extends MetricId> {
  /**
   * One reading at `atMs` on the monotonic clock. Rates are `null` until there is a pair of counters. May throw or
   * reject: the scheduler reports the first failure of a row, leaves the metric out of the sample, and tries again.
   */
  read(atMs: number): MetricValue<Id> | Promise<MetricValue<Id>>;
  /**
   * Adds to a value that it has read, or to a part of one, what is too costly to read for all of it and is left out of what
   * nobody gets. Called as often as somebody gets it: what was added once stays.
   */
  complete?(value: MetricValue<Id>): void;
  /** Forgets the counters, so that the next reading has no rates: after suspend or a clock step. */
  restart?(): void;
  /** Gives back what the reader holds open. */
  close?(): void;
}

/** Where the readers look. Tests put recorded files of other machines here. */
export interface ReaderEnvironment {
  readonly platform: NodeJS.Platform;
  /** Root of the proc file system. Default `/proc`. */
  readonly procRoot: string;
  /** Root of the sys file system. Default `/sys`. */
  readonly sysRoot: string;
  /** File that maps user ids to names. Default `/etc/passwd`. */
  readonly passwdFile: string;
  /** Whether the command lines of processes may be read; asked at each reading. */
  readonly commands: boolean;
  readonly self: SelfSource;
}

/** Chooses, once and at start, how this machine is read, or says why it cannot be. */
export type OpenReader<Id extends MetricId> = (
  environment: ReaderEnvironment,
) => Reader<Id> | Unsupported | Promise<Reader<Id> | Unsupported>;

/** One opener per metric: a missing one does not compile. */
export type ReaderRegistry = { readonly [Id in MetricId]: OpenReader<Id> };
