import { Fault } from '../../src-shared/fault.ts';
import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import type { AskedSeries } from './asked-series.ts';
import type { Blocks } from './blocks.ts';
import { bucketCount } from './bucket-step.ts';
import { type Buckets, fillBuckets } from './buckets.ts';
import type { ChunkStore } from './chunk-store.ts';
import type { Columns } from './columns.ts';
import type { HistoryQuestion } from './history.ts';
import type { Span, VisitKept } from './kept-value.ts';
import type { Marks } from './marks.ts';
import { joined, type Plan, planFor } from './plan.ts';
import type { RecentRows } from './recent-rows.ts';
import { type Kept, type Segment, segmentsOf } from './segments.ts';
import { summarise } from './summary.ts';
import { finestTier, type Tier, tiers } from './tiers.ts';
import { visitColumn } from './visit-column.ts';

/** Answers from memory and, where it can be read, the file. */
export interface Archive {
  plan(question: HistoryQuestion): Plan;
  range(question: HistoryQuestion, nowMs: number): HistoryAnswer;
  buckets(one: AskedSeries, span: Span, plan: Pick<Plan, 'step' | 'tier'>): Buckets;
  visit(series: string, instance: string, wanted: Tier, span: Span, visit: VisitKept): void;
  instancesOf(series: string, span: Span): readonly string[];
  coverage(series: string, instance: string): Span | null;
}

/** What {@link createArchive} reads. */
export interface ArchiveParts {
  readonly blocks: Blocks;
  readonly columns: Columns;
  readonly marks: Marks;
  readonly recent: RecentRows;
  /** `null` while the file cannot be read. */
  readonly chunks: ChunkStore | null;
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

  function visit(series: string, instance: string, wanted: Tier, span: Span, visitor: VisitKept): void {
    const column = columns.find(series, instance);
    if (column !== undefined) visitColumn({ recent, chunks }, column.id, segments(wanted, span), visitor);
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
      visit(series, instance, tier, whole, visitor);
    });
  }

  function plan(question: HistoryQuestion): Plan {
    if (!(question.to > question.from)) throw new Fault('invalid_query', '"from" must lie before "to".');
    return planFor({ kept, marks, everyMs, instancesOf }, question);
  }

  return {
    plan,
    buckets,
    visit,
    instancesOf,
    range(question, nowMs) {
      const { from, to } = question;
      const chosen = plan(question);
      const { asked, resolutionMs, step } = chosen;
      const first = Math.floor(from / step);
      // A value of a time when the server sampled more slowly stood for longer than one of today.
      const sampledMs = marks.longestEveryMs(question);
      const series = asked.map((one) => {
        const line = { series: one.name, unit: one.unit, ...buckets(one, question, chosen) };
        if (question.summary !== true) return line;
        const periodMs = Math.max(one.periodMs, sampledMs);
        const summary = summarise({ from, to: Math.min(to, nowMs) }, periodMs, (span, visitor) => {
          visit(one.series, one.instance, finestTier, span, visitor);
        });
        return { ...line, summary };
      });
      const t = Array.from({ length: bucketCount(question, step) }, (_, n) => (first + n) * step);
      return { from, to, step, resolutionMs, t, series };
    },
    coverage(series, instance) {
      const column = columns.find(series, instance);
      if (column === undefined) return null;
      const ownRows = recent.rows().filter(({ shape }) => shape.places.has(column.id));
      const ends = ownRows.length === 0 ? [] : [ownRows[0]?.t ?? Number.NaN, ownRows.at(-1)?.t ?? Number.NaN];
      for (const tier of tiers) {
        const reach = chunks?.reach(tier, column.id) ?? null;
        for (const start of reach === null ? [] : [reach.from, reach.to]) {
          visit(series, instance, tier, { from: start, to: start + tier.blockMs }, (t) => ends.push(t));
        }
      }
      return ends.length === 0 ? null : { from: Math.min(...ends), to: Math.max(...ends) };
    },
  };
}
