import { Fault, toFault } from '../../src-shared/fault.ts';
import { definitionOf, type MetricId, metricIds, type MetricValues } from '../../src-shared/metrics/registry.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { UnsupportedMetric } from '../../src-shared/protocol/events.ts';
import type { Cancel, Clock } from '../clock.ts';
import { createFastLanes } from './fast-lanes.ts';
import { openLanes } from './open-lanes.ts';
import type { ReaderEnvironment, ReaderRegistry } from './reader.ts';
import { readers as allReaders } from './registry.ts';
import type { FastSample, Sample, SampleGap } from './sample.ts';
import { isGap, isTooLate, type Moment, nextTick } from './schedule.ts';

/** What {@link openCollector} needs. */
export interface CollectorOptions {
  readonly environment: ReaderEnvironment;
  readonly clock: Clock;
  /** Period of the ticks in ms, 100 to 60000. */
  readonly everyMs: number;
  /** Told the first failure of each row of failures of a metric. */
  readonly report: (fault: Fault) => void;
  /** Metrics to open. Default: all. */
  readonly only?: readonly MetricId[];
  /** How they are read. Default: the readers of this machine. */
  readonly readers?: ReaderRegistry;
}

/** Who receives what was collected. */
export interface CollectorHandlers {
  onSample(sample: Sample): void;
  onGap(gap: SampleGap): void;
  /** A reading beside the ticks; see {@link Collector.readFast}. Default: nobody wants any. */
  onFast?(sample: FastSample): void;
}

/** Reads every metric of this machine at its own pace; see {@link openCollector}. */
export interface Collector {
  readonly supported: MetricId[];
  readonly unsupported: UnsupportedMetric[];
  /** Starts the ticks; called once. */
  start(handlers: CollectorHandlers): void;
  /** Ends the ticks and closes the readers. Does not wait for one that hangs. */
  stop(): Promise<void>;
  /**
   * Says how often somebody wants to see a metric that is read rarely while nobody watches; `null` when nobody does
   * any more. Has no effect on the other metrics.
   */
  watch(metric: MetricId, everyMs: number | null): void;
  /** The metrics that can be read faster than the ticks: at once, and at next to no cost. */
  readonly fast: () => MetricId[];
  /**
   * Reads these faster than the ticks from now on, and no others; the samples of the ticks stay what they are, for the readings
   * in between are made by readers of their own.
   */
  readonly readFast: (metrics: readonly MetricId[]) => void;
  /** Ticks at another period from now on, ms, 100 to 60000. Counters and values that wait are kept. */
  setEvery(everyMs: number): void;
  /** Adds to a metric's value, before somebody gets it, what was not read for all of it; see `Reader.complete`. */
  complete(metric: MetricId, value: unknown): void;
}

/** Time between the priming reading, which gives the rates their first counters, and the first sample. */
const primeMs = 100;

/** Longest time that a tick waits for readers that do not answer at once. */
const longestWaitMs = 500;

/**
 * Opens the readers of this machine.
 *
 * Ticks lie on multiples of `everyMs` on the wall clock, and a sample's `t` is that multiple (the first one, 100 ms
 * after the priming reading, carries its own time). A tick that comes more than half a period late is left out. What
 * can be read at once is read in the tick; a tick waits half a period, and 500 ms at the most, for readers that answer later, and
 * not at all for metrics on a slower period. A value that comes after its tick joins the next one.
 * After a suspend, a stall or a step of the clock `onGap` is called and everything starts with a new priming reading.
 *
 * @throws Fault `bad_option` when `everyMs` is out of range
 */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
  const { environment, clock, report, only = metricIds, readers = allReaders } = options;
  let { everyMs } = options;
  const { min, max } = limits.intervalMs;
  if (!(everyMs >= min && everyMs <= max)) {
    throw new Fault(
      'bad_option',
      `The interval is ${String(everyMs)} ms; it must be ${String(min)} to ${String(max)}.`,
    );
  }
  const { lanes, unsupported } = await openLanes(only, readers, environment, report);

  const fastLanes = createFastLanes({
    environment,
    readers,
    clock,
    report,
    onSample: (sample) => {
      deliver((receiver) => receiver.onFast?.(sample));
    },
  });

  let handlers: CollectorHandlers | null = null;
  let cancelTimer: Cancel = () => undefined;
  let last: Moment = now();
  /** Time of the last sample; NaN before the first and after a gap. */
  let lastT = Number.NaN;
  let leftOut = false;
  /** The timer that runs waits for a tick, and for nothing else. */
  let isArmed = false;
  let isStopped = false;

  function now(): Moment {
    return { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  }

  function deliver(run: (receiver: CollectorHandlers) => void): void {
    if (handlers === null) return;
    try {
      run(handlers);
    } catch (error) {
      report(toFault(error, 'internal', 'A sample could not be passed on.'));
    }
  }

  /** Reads everything once; only the counters matter. */
  function prime(): void {
    if (handlers === null) return;
    last = now();
    for (const lane of lanes) void lane.begin(Number.NaN, clock.monotonicMs());
    cancelTimer = clock.after(primeMs, () => {
      if (gapSince()) return;
      void tick(Math.floor(last.wallMs), true);
    });
  }

  function arm(): void {
    // The receiver may have stopped the collector.
    if (handlers === null) return;
    const { wallMs } = now();
    const pointMs = nextTick(wallMs, lastT, everyMs);
    isArmed = true;
    cancelTimer = clock.after(Math.max(1, Math.ceil(pointMs - wallMs)), () => {
      isArmed = false;
      onTimer(pointMs);
    });
  }

  function onTimer(pointMs: number): void {
    if (gapSince()) return;
    const { wallMs } = last;
    const late = isTooLate(wallMs, pointMs, everyMs);
    // Never two in a row: on a machine that is always late some samples are better than none.
    if (wallMs < pointMs || (late && !leftOut)) {
      leftOut = wallMs >= pointMs;
      arm();
      return;
    }
    leftOut = false;
    void tick(late ? Math.floor(wallMs / everyMs) * everyMs : pointMs, false);
  }

  /** Looks at the clocks; when they jumped, tells so and starts anew. */
  function gapSince(): boolean {
    const before = last;
    last = now();
    if (!isGap(before, last, everyMs)) return false;
    const from = Math.floor(Number.isNaN(lastT) ? before.wallMs : lastT);
    const to = Math.floor(last.wallMs);
    lastT = Number.NaN;
    for (const lane of lanes) lane.restart();
    deliver((receiver) => {
      receiver.onGap({ from, to });
    });
    prime();
    return true;
  }

  async function tick(t: number, first: boolean): Promise<void> {
    const waits: Promise<void>[] = [];
    for (const lane of lanes) {
      // Asked a tick ahead, so that a slow value stands in the first sample of its window: viewers with an interval of
      // their own get no other.
      const ahead = lane.period() > everyMs;
      const forT = ahead && lane.answersLater() ? t + everyMs : t;
      if (!first && !lane.isDue(forT)) continue;
      const settled = lane.begin(forT, clock.monotonicMs());
      if (settled !== null && !ahead) waits.push(settled);
    }
    if (waits.length > 0) await settledInTime(waits);
    if (handlers === null) return;
    const values: Partial<MetricValues> = {};
    for (const lane of lanes) lane.collect(values);
    lastT = t;
    if (Object.keys(values).length > 0) {
      deliver((receiver) => {
        receiver.onSample({ t, values, first });
      });
    }
    arm();
  }

  /** No other timer runs meanwhile, so that `stop` ends this one too. */
  async function settledInTime(waits: readonly Promise<void>[]): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(Math.min(everyMs / 2, longestWaitMs), resolve);
      cancelTimer = cancel;
      void Promise.all(waits).then(() => {
        cancel();
        resolve();
      });
    });
  }

  return {
    supported: lanes.map((lane) => lane.id),
    unsupported,
    start: (receiver) => {
      handlers = receiver;
      prime();
    },
    stop: () => {
      handlers = null;
      isStopped = true;
      cancelTimer();
      fastLanes.set([]);
      for (const lane of lanes) lane.close();
      return Promise.resolve();
    },
    watch: (metric, watchedEveryMs) => {
      lanes.find((lane) => lane.id === metric)?.watch(watchedEveryMs);
    },
    // Whoever answers later asks a program or another thread.
    fast: () =>
      lanes
        .filter((lane) => definitionOf(lane.id).fastEveryMs !== undefined && !lane.answersLater())
        .map(({ id }) => id),
    readFast: (fastMetrics) => {
      if (!isStopped) fastLanes.set(fastMetrics);
    },
    setEvery: (ms) => {
      if (!isArmed) {
        everyMs = ms;
        return;
      }
      cancelTimer();
      isArmed = false;
      // The time until now went by at the old period: judged by a shorter one, it would look like a stall.
      const isAnew = gapSince();
      everyMs = ms;
      if (!isAnew) arm();
    },
    complete: (metric, value) => {
      lanes.find((lane) => lane.id === metric)?.complete(value);
    },
  };
}
