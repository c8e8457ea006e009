import { Fault } from '../../src-shared/fault.ts';
import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import type { AskedSeries } from './asked-series.ts';
import type { Blocks } from './blocks.ts';
import { bucketCount } from './bucket-step.ts';
import { type Buckets, fillBuckets } from './buckets.ts';
import type { ChunkReader } from './chunk-store.ts';
import type { Columns } from './columns.ts';
import { coverageOf } from './coverage.ts';
import type { HistoryQuestion } from './history.ts';
import type { Span, VisitKept } from './kept-value.ts';
import type { Marks } from './marks.ts';
import { joined, type Plan, planFor } from './plan.ts';
import { piecesOf } from './pieces.ts';
import type { Beyond, Piece } from './playback.ts';
import type { RecentRows } from './recent-rows.ts';
import { type Kept, type Segment, segmentsOf } from './segments.ts';
import { summarise } from './summary.ts';
import { summaryTier } from './summary-tier.ts';
import { finestTier, type Tier } from './tiers.ts';
import type { Stretch } from '../stretch.ts';
import { type Heard, stretchesOf } from './stretches.ts';
import { visitColumn } from './visit-column.ts';

/** Answers from memory and, where it can be read, the file. */
export interface Archive {
  plan(question: HistoryQuestion): Plan;
  range(question: HistoryQuestion, nowMs: number): HistoryAnswer;
  buckets(one: AskedSeries, span: Span, plan: Pick<Plan, 'step' | 'tier'>): Buckets;
  /** See `History.stretches`. */
  stretches(series: string, instance: string, span: Span, heard: Heard): readonly Stretch[];
  /** See `History.pieces`. */
  pieces(series: string, instance: string, span: Span, beyond: Beyond): readonly Piece[];
  instancesOf(series: string, span: Span): readonly string[];
  coverage(series: string, instance: string): Span | null;
}

/** Which values are visited. */
interface Wanted {
  readonly series: string;
  readonly instance: string;
  readonly tier: Tier;
  readonly span: Span;
}

/** What {@link createArchive} reads. */
export interface ArchiveParts {
  readonly blocks: Blocks;
  readonly columns: Columns;
  readonly marks: Marks;
  readonly recent: RecentRows;
  /** `null` while the file cannot be read. */
  readonly chunks: ChunkReader | null;
  /** The server's interval, ms. */
  readonly everyMs: number;
}

/** Makes an archive for one question. */
export function createArchive({ blocks, columns, marks, recent, chunks, everyMs }: ArchiveParts): Archive {
  const kept: Kept = { blocks, hasRows: (span) => recent.hasAny(span) };
  const known = new Map<string, readonly Segment[]>();

  /** The series of one question have the same segments. */
  function segments(wanted: Tier, span: Span): readonly Segment[] {
    const key = [wanted.index, span.from, span.to].join();
    const found = known.get(key) ?? segmentsOf(kept, wanted, span);
    known.set(key, found);
    return found;
  }

  function visit({ series, instance, tier, span }: Wanted, visitor: VisitKept): void {
    const column = columns.find(series, instance);
    if (column !== undefined) visitColumn({ recent, chunks }, column.id, segments(tier, span), visitor);
  }

  function instancesOf(series: string, span: Span): readonly string[] {
    const stretches = joined(segments(finestTier, span));
    const shapes = new Set(recent.within(span).map(({ shape }) => shape));
    return columns
      .ofSeries(series)
      .filter(
        ({ id }) =>
          [...shapes].some(({ places }) => places.has(id)) ||
          stretches.some((segment) => chunks?.hasAny(segment.tier, id, segment) === true),
      )
      .map(({ instance }) => instance);
  }

  function buckets(
    { series, instance }: AskedSeries,
    span: Span,
    { step, tier }: Pick<Plan, 'step' | 'tier'>,
  ): Buckets {
    return fillBuckets(span, step, (whole, visitor) => {
      visit({ series, instance, tier, span: whole }, visitor);
    });
  }

  function plan(question: HistoryQuestion): Plan {
    if (!(question.to > question.from)) throw new Fault('invalid_query', '"from" must lie before "to".');
    return planFor({ kept, marks, everyMs, instancesOf }, question);
  }

  return {
    plan,
    buckets,
    instancesOf,
    range(question, nowMs) {
      const { from, to } = question;
      const chosen = plan(question);
      const { asked, resolutionMs, step } = chosen;
      const first = Math.floor(from / step);
      // A value of a time when the server sampled more slowly stood for longer than one of today.
      const sampledMs = marks.longestEveryMs(question);
      const summed =
        question.summary === true ? summaryTier((tier) => segments(tier, question), asked.length) : finestTier;
      const series = asked.map((one) => {
        const line = { series: one.name, unit: one.unit, ...buckets(one, question, chosen) };
        if (question.summary !== true) return line;
        const periodMs = Math.max(one.periodMs, sampledMs);
        const summary = summarise({ from, to: Math.min(to, nowMs) }, periodMs, (span, visitor) => {
          visit({ series: one.series, instance: one.instance, tier: summed, span }, visitor);
        });
        return { ...line, summary };
      });
      const t = Array.from({ length: bucketCount(question, step) }, (_, n) => (first + n) * step);
      return { from, to, step, resolutionMs, t, series };
    },
    stretches(series, instance, span, heard) {
      const column = columns.find(series, instance);
      if (column === undefined) return [];
      return stretchesOf({ recent, chunks }, column.id, segments(finestTier, span), heard, span.to);
    },
    pieces(series, instance, span, beyond) {
      const column = columns.find(series, instance);
      if (column === undefined) return [{ ...span, isQuiet: true }];
      return piecesOf({ recent, chunks }, column.id, segments(finestTier, span), span, beyond);
    },
    coverage(series, instance) {
      const column = columns.find(series, instance);
      return column === undefined ? null : coverageOf({ recent, chunks }, column.id);
    },
  };
}
