import type { MetricValues } from '../../src-shared/metrics/registry.ts';

/** What one tick read. */
export interface Sample {
  /** Wall time of the tick, ms since the epoch. Strictly increasing within a server start, except across a gap. */
  readonly t: number;
  /** Only the metrics that were read in this tick; never empty. */
  readonly values: Readonly<Partial<MetricValues>>;
  /** True for the first sample after the priming read, a suspend or a clock step: alerts pass over it. */
  readonly first: boolean;
}

/** One reading of a metric that is read faster for somebody; it has counters of its own. */
export interface FastSample {
  /** Wall time, ms since the epoch; a multiple of `everyMs`. */
  readonly t: number;
  readonly everyMs: number;
  /** The one metric. */
  readonly values: Readonly<Partial<MetricValues>>;
}

/** Time that could not be sampled: a suspend, a stall, or a step of the clock (then `to` may lie before `from`). */
export interface SampleGap {
  readonly from: number;
  readonly to: number;
}
