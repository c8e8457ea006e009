import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Lane } from './lane.ts';
import type { FastSample } from './sample.ts';
import { isGap, type Moment, nextTick } from './schedule.ts';

/** What {@link startFastLane} needs. */
export interface FastLaneOptions {
  readonly clock: Clock;
  /** A lane of its own: the counters of the ordinary one must not be read in between. */
  readonly lane: Lane;
  readonly everyMs: number;
  readonly onSample: (sample: FastSample) => void;
}

/**
 * Reads one metric on every multiple of `everyMs` on the wall clock, beside the ticks. The first reading only primes the
 * counters, and so does the one after a suspend, a stall or a step of the clock. A multiple that the machine was too busy for
 * is left out, and never made up for.
 * @returns the way to end it
 */
export function startFastLane({ clock, lane, everyMs, onSample }: FastLaneOptions): () => void {
  let cancel: Cancel = () => undefined;
  let last = now();
  let isRunning = true;

  function now(): Moment {
    return { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  }

  function gridPoint(): number {
    return Math.floor(last.wallMs / everyMs) * everyMs;
  }

  function prime(): void {
    void lane.begin(Number.NaN, last.monotonicMs);
    // What the first reading gives has no rates.
    lane.collect({});
    arm(gridPoint());
  }

  /** A late reading is not followed at once by another, whose rates would come from next to no time. */
  function arm(lastT: number): void {
    if (!isRunning) return;
    const wallMs = clock.wallMs();
    const pointMs = nextTick(wallMs, last.wallMs, everyMs);
    cancel = clock.after(Math.max(1, Math.ceil(pointMs - wallMs)), () => {
      tick(lastT);
    });
  }

  function tick(lastT: number): void {
    const before = last;
    last = now();
    if (isGap(before, last, everyMs)) {
      lane.restart();
      prime();
      return;
    }
    const t = gridPoint();
    // Timers may come a little early.
    if (t > lastT) read(t);
    arm(Math.max(t, lastT));
  }

  function read(t: number): void {
    const values: Partial<MetricValues> = {};
    void lane.begin(t, last.monotonicMs);
    lane.collect(values);
    if (Object.keys(values).length > 0) onSample({ t, everyMs, values });
  }

  prime();
  return () => {
    isRunning = false;
    cancel();
    lane.close();
  };
}
