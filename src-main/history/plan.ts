import { askedSeries, type AskedSeries } from './asked-series.ts';
import { bucketStep } from './bucket-step.ts';
import type { HistoryQuestion } from './history.ts';
import type { Span } from './kept-value.ts';
import type { Marks } from './marks.ts';
import { type Kept, type Segment, segmentsOf } from './segments.ts';
import { shortestRowMs } from './tick-builder.ts';
import { finestTier, type Tier, tiers } from './tiers.ts';

/** How a question will be answered. */
export interface Plan {
  readonly asked: readonly AskedSeries[];
  /** The coarsest resolution that takes part, ms. */
  readonly resolutionMs: number;
  /** Length of the buckets, ms. */
  readonly step: number;
  /** The tier that is read where it is kept. */
  readonly tier: Tier;
}

/** What {@link planFor} looks at. */
export interface PlanParts {
  readonly kept: Kept;
  readonly marks: Marks;
  /** The server's interval, ms. */
  readonly everyMs: number;
  readonly instancesOf: (series: string, span: Span) => readonly string[];
}

/** A bucket is made of this many slots at the least: then rounding it up to whole slots costs few points. */
const slotsPerBucket = 8;

/**
 * Chooses tier and step. The step is a multiple of every resolution that takes part and of the longest periods of the
 * metrics asked for, so that an empty bucket means that something is missing.
 * @throws Fault `invalid_query`
 */
export function planFor({ kept, marks, everyMs, instancesOf }: PlanParts, question: HistoryQuestion): Plan {
  const { from, to, points } = question;
  const asked = askedSeries(question.series, everyMs, (series) => instancesOf(series, question));
  const periods = asked.map(({ periodMs }) => periodMs);
  const tier = tiers.findLast(({ stepMs }) => stepMs * slotsPerBucket <= (to - from) / points) ?? finestTier;
  let span: Span = { from, to };
  let resolutionMs = Math.max(shortestRowMs, tier.stepMs);
  for (;;) {
    const coarsest = segmentsOf(kept, tier, span).reduce((most, segment) => Math.max(most, segment.tier.stepMs), 0);
    resolutionMs = Math.max(resolutionMs, coarsest, marks.longestEveryMs(span));
    const step = bucketStep(question, points, [resolutionMs, ...periods]);
    const whole = wholeBuckets(question, step);
    // Whole buckets reach a little further, where a coarser tier or another interval may begin.
    if (whole.from >= span.from && whole.to <= span.to) return { asked, resolutionMs, step, tier };
    span = whole;
  }
}

/** The span of all buckets that a span touches. */
function wholeBuckets({ from, to }: Span, step: number): Span {
  return { from: Math.floor(from / step) * step, to: Math.ceil(to / step) * step };
}

/** Joins neighbours of one tier, for asking the file once. */
export function joined(segments: readonly Segment[]): readonly Segment[] {
  const found: Segment[] = [];
  for (const segment of segments) {
    const last = found.at(-1);
    if (last?.tier === segment.tier && last.to === segment.from) found[found.length - 1] = { ...last, to: segment.to };
    else found.push(segment);
  }
  return found;
}
