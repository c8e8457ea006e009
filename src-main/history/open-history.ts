import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { longestPeriodMs } from '../../src-shared/metrics/visit-readings.ts';
import type { Clock } from '../clock.ts';
import { askedSeries, type AskedSeries } from './asked-series.ts';
import { bucketStep } from './bucket-step.ts';
import { type Buckets, fillBuckets } from './buckets.ts';
import { createColumns } from './columns.ts';
import { csvRows } from './csv.ts';
import type { History, HistoryNews, HistoryQuestion } from './history.ts';
import { createKeeper } from './keeper.ts';
import type { Span, VisitKept } from './kept-value.ts';
import { tellHoles } from './holes.ts';
import { createMarks } from './marks.ts';
import { createRecentRows } from './recent-rows.ts';
import { summarise } from './summary.ts';
import { createTickBuilder, shortestRowMs } from './tick-builder.ts';
import { createShapes, type TickRow } from './tick-row.ts';
import { type TopProcesses, topOf } from './top-processes.ts';
import { nothingUnsaved, type Unsaved } from './unsaved.ts';

/** Where and how history is kept. */
export interface HistoryOptions {
  /** An existing folder; the file in it is `history.db`. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** The server's interval, ms, 100 to 60000. */
  readonly everyMs: number;
  /** Told what a person should know, once each. */
  readonly onNews: (news: HistoryNews) => void;
  /** Most bytes on disk. Default 1 GiB. */
  readonly capBytes?: number;
}

const defaultCapBytes = 1024 ** 3;
/** Rows that could not be written are held in memory for so long, ms. */
const holdMs = 600_000;
/** Furthest that stored processes may lie from the moment asked for, ms. */
const topWithinMs = 60_000;

/** Opens the history of a data directory, or starts it. Never throws for what is wrong with the file: that is said by `onNews`. */
export function openHistory({ dataDir, clock, everyMs, onNews, capBytes = defaultCapBytes }: HistoryOptions): History {
  const rowMs = Math.max(everyMs, shortestRowMs);
  const columns = createColumns();
  const marks = createMarks();
  const recent = createRecentRows();
  const intern = createShapes();
  const builder = createTickBuilder(everyMs, columns, intern);
  let unsaved: Unsaved = nothingUnsaved();
  let savedColumns = 0;
  let started = false;

  const keeper = createKeeper({
    dataDir,
    clock,
    onNews,
    onOpen(file, isReplacement) {
      if (isReplacement) {
        savedColumns = 0;
        unsaved = { ...unsaved, rows: recent.rows().slice(), marks: marks.all() };
        return;
      }
      for (const column of file.columns()) columns.restore(column);
      savedColumns = columns.all().length;
      for (const mark of file.marks()) marks.add(mark);
      for (const row of file.rows(intern)) recent.add(row);
    },
  });

  function isReady(): boolean {
    if (!keeper.hasOpened()) keeper.write(() => undefined);
    return keeper.hasOpened() && keeper.state().kind !== 'off';
  }

  function mark(t: number): void {
    const one = { t, everyMs: rowMs };
    marks.add(one);
    unsaved.marks = [...unsaved.marks, one];
  }

  function keep(row: TickRow | null): void {
    if (row === null) return;
    recent.add(row);
    unsaved.rows = [...unsaved.rows, row];
  }

  function flush(): void {
    const isSaved = keeper.write((file) => {
      // In the order of their numbers, as a replaced file needs all of them.
      const all = columns.all();
      if (all.length > savedColumns)
        unsaved.columns = savedColumns === 0 ? all : all.filter(({ id }) => id > savedColumns);
      file.save(unsaved);
      savedColumns = all.length;
      return true;
    });
    if (isSaved === true) unsaved = nothingUnsaved();
    else dropOldUnsaved();
  }

  function dropOldUnsaved(): void {
    const newestMs = recent.newestMs();
    const oldest = unsaved.rows[0];
    if (newestMs === null || oldest === undefined || oldest.t >= newestMs - holdMs) return;
    recent.remove({ from: oldest.t, to: newestMs - holdMs });
    unsaved.rows = unsaved.rows.filter(({ t }) => t >= newestMs - holdMs);
    unsaved.tops = unsaved.tops.filter(({ t }) => t >= newestMs - holdMs);
  }

  function visitColumn(series: string, instance: string, span: Span, visit: VisitKept): void {
    const column = columns.find(series, instance);
    if (column === undefined) return;
    recent.visit(column.id, span, visit);
    const open = builder.open();
    if (open === null || open.t < span.from || open.t >= span.to) return;
    const one = createRecentRows();
    one.add(open);
    one.visit(column.id, span, visit);
  }

  function hasValues(series: string, instance: string, span: Span): boolean {
    let found = false;
    visitColumn(series, instance, span, () => {
      found = true;
    });
    return found;
  }

  function instancesOf(series: string, span: Span): readonly string[] {
    return columns
      .ofSeries(series)
      .map(({ instance }) => instance)
      .filter((instance) => hasValues(series, instance, span));
  }

  function read({ series, instance }: AskedSeries, span: Span, step: number): Buckets {
    return fillBuckets(span, step, (whole, visit) => {
      visitColumn(series, instance, whole, visit);
    });
  }

  function plan(question: HistoryQuestion): { asked: readonly AskedSeries[]; resolutionMs: number; step: number } {
    const asked = askedSeries(question.series, everyMs, (series) => instancesOf(series, question));
    const resolutionMs = Math.max(shortestRowMs, marks.longestEveryMs(question));
    const step = bucketStep(question, question.points, [resolutionMs, ...asked.map(({ periodMs }) => periodMs)]);
    return { asked, resolutionMs, step };
  }

  return {
    append(t, values) {
      if (!isReady()) return;
      if (!started) mark(t);
      started = true;
      keep(builder.add(t, values));
      if (values.processes !== undefined) unsaved.tops = [...unsaved.tops, topOf(t, values.processes)];
      flush();
    },
    gap(from, to) {
      if (!isReady()) return;
      keep(builder.flush());
      mark(from);
      mark(to);
      flush();
    },
    range(question) {
      const { from, to } = question;
      const { asked, resolutionMs, step } = plan(question);
      const first = Math.floor(from / step);
      const nowMs = Math.max(clock.wallMs(), recent.newestMs() ?? 0);
      const series = asked.map((one) => {
        const buckets = read(one, question, step);
        const summary =
          question.summary === true
            ? {
                summary: summarise({ from, to: Math.min(to, nowMs) }, one.periodMs, (span, visit) => {
                  visitColumn(one.series, one.instance, span, visit);
                }),
              }
            : {};
        return { series: one.name, unit: one.unit, ...buckets, ...summary };
      });
      const count = to <= from ? 0 : Math.floor((to - 1) / step) - first + 1;
      return { from, to, step, resolutionMs, t: Array.from({ length: count }, (_, n) => (first + n) * step), series };
    },
    csv(question, signal) {
      const { asked, step } = plan(question);
      const series = asked.map((one) => ({
        name: one.name,
        read: (span: Span, bucketMs: number) => read(one, span, bucketMs),
      }));
      return csvRows(series, question, step, signal);
    },
    processesAt(t) {
      const waiting = unsaved.tops.filter((one) => Math.abs(one.t - t) <= topWithinMs);
      const stored = keeper.read((file) => file.topNear(t, topWithinMs));
      const nearest = [
        ...waiting,
        ...(stored === undefined || stored === null ? [] : [stored]),
      ].reduce<TopProcesses | null>(
        (best, one) => (best === null || Math.abs(one.t - t) < Math.abs(best.t - t) ? one : best),
        null,
      );
      return { t: nearest?.t ?? null, top: [...(nearest?.top ?? [])] };
    },
    instancesOf,
    coverage(series, instance) {
      let from = Number.NaN;
      let to = Number.NaN;
      visitColumn(series, instance, { from: -Infinity, to: Infinity }, (t) => {
        if (Number.isNaN(from)) from = t;
        to = t;
      });
      return Number.isNaN(from) ? null : { from, to };
    },
    marks: (span) => marks.within(span).map(({ t }) => t),
    replay(series, instance, { from, to }, visit) {
      const metric = findSeries(series)?.metric;
      const periodMs = metric === undefined ? rowMs : longestPeriodMs(metric, everyMs);
      const telling = tellHoles(periodMs, visit);
      visitColumn(series, instance, { from, to }, telling.visit);
      telling.end(Math.min(to, recent.newestMs() ?? to));
    },
    figures: () => ({ state: keeper.state(), usedBytes: 0, capBytes, tiers: [] }),
    close() {
      if (isReady()) {
        keep(builder.flush());
        flush();
      }
      keeper.close();
    },
  };
}
