import { Fault } from '../../src-shared/fault.ts';
import { definitionOf, type MetricId, type MetricValue, type MetricValues } from '../../src-shared/metrics/registry.ts';
import type { Reader } from './reader.ts';
import { isDue, periodOf } from './schedule.ts';

/** One metric's way through the ticks: its reader, when it was read, and the value that waits for a sample. */
export interface Lane {
  readonly id: MetricId;
  /** Period in ms; 0 for every tick. */
  period(): number;
  /** See {@link periodOf}. */
  watch(everyMs: number | null): void;
  /** True once the reader has answered with a promise: its values come after the tick that asked for them. */
  answersLater(): boolean;
  /** True when the tick at `t` should carry this metric. */
  isDue(t: number): boolean;
  /**
   * Starts a reading for the tick at `t`, unless the one before has not settled: readings of a metric never overlap.
   * @returns a promise that always fulfils, when the value has come or failed; `null` when there is nothing to wait for
   */
  begin(t: number, monotonicMs: number): Promise<void> | null;
  /** Moves the newest value, if one came since the last call, into a sample. */
  collect(into: Partial<MetricValues>): void;
  /** See `Reader.complete`. */
  complete(value: unknown): void;
  /** Drops the value that waits and what is still being read, and lets the reader forget its counters. */
  restart(): void;
  close(): void;
}

/** A reading that takes this long is told once, like one that fails. */
const patienceMs = 10_000;

/** @param report called with the first failure of each row of failures */
export function createLane<Id extends MetricId>(id: Id, reader: Reader<Id>, report: (fault: Fault) => void): Lane {
  const definition = definitionOf(id);
  let watchedEveryMs: number | null = null;
  let lastT = Number.NaN;
  let pendingSinceMs: number | null = null;
  let ready: { readonly value: MetricValue<Id> } | null = null;
  let failing = false;
  let later = false;
  /** Counts restarts, so that a value read before one is known when it comes after. */
  let era = 0;

  function succeed(value: MetricValue<Id>): void {
    failing = false;
    ready = { value };
  }

  function fail(message: string, cause?: unknown): void {
    if (!failing) report(new Fault('read_failed', message, { cause }));
    failing = true;
  }

  async function settle(promise: Promise<MetricValue<Id>>, startedIn: number): Promise<void> {
    try {
      const value = await promise;
      if (startedIn === era) succeed(value);
    } catch (error) {
      fail(`"${id}" could not be read; it is tried again.`, error);
    } finally {
      pendingSinceMs = null;
    }
  }

  const period = () => periodOf(definition, watchedEveryMs);

  return {
    id,
    period,
    watch: (everyMs) => {
      watchedEveryMs = everyMs;
    },
    answersLater: () => later,
    isDue: (t) => isDue(t, lastT, period()),
    begin: (t, monotonicMs) => {
      if (pendingSinceMs !== null) {
        if (monotonicMs - pendingSinceMs > patienceMs) fail(`"${id}" has not answered for 10 s; the others go on.`);
        return null;
      }
      lastT = t;
      try {
        const value = reader.read(monotonicMs);
        if (value instanceof Promise) {
          pendingSinceMs = monotonicMs;
          later = true;
          return settle(value, era);
        }
        succeed(value);
      } catch (error) {
        fail(`"${id}" could not be read; it is tried again.`, error);
      }
      return null;
    },
    collect: (into) => {
      if (ready === null) return;
      into[id] = ready.value;
      ready = null;
    },
    complete(value: MetricValue<Id>) {
      reader.complete?.(value);
    },
    restart: () => {
      era += 1;
      ready = null;
      lastT = Number.NaN;
      reader.restart?.();
    },
    close: () => {
      reader.close?.();
    },
  };
}
