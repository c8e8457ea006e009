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

/** Time that could not be sampled: a suspend, a stall, or a step of the clock (then `to` may lie before `from`). */
export interface SampleGap {
  readonly from: number;
  readonly to: number;
}
