import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { longestPeriodMs } from '../../src-shared/metrics/visit-readings.ts';
import type { Clock } from '../clock.ts';
import { type Archive, createArchive } from './archive.ts';
import { createBlocks } from './blocks.ts';
import { createChores } from './chores.ts';
import { createColumns } from './columns.ts';
import { csvRows } from './csv.ts';
import type { History, HistoryNews } from './history.ts';
import { tellHoles } from './holes.ts';
import { createKeeper } from './keeper.ts';
import type { Span } from './kept-value.ts';
import { createLedger } from './ledger.ts';
import { createMarks } from './marks.ts';
import { createRecentRows } from './recent-rows.ts';
import { shortestRowMs } from './tick-builder.ts';
import { defaultKeepMs, finestTier, type KeepMs, spreadTier, tiers } from './tiers.ts';
import { nearestTop } from './top-processes.ts';
import { createTrimNews } from './trim-news.ts';

/** Where and how history is kept. */
export interface HistoryOptions {
  /** An existing folder; the file in it is `history.db`. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** The server's interval, ms, 100 to 60000. */
  readonly everyMs: number;
  /** Told what a person should know, once each. */
  readonly onNews: (news: HistoryNews) => void;
  /** How long each tier is kept, ms, finest first. Default 48 hours, 14 days, 90 days, 2 years. */
  readonly keepMs?: KeepMs;
  /** Most bytes on disk, besides a few MiB of WAL. Default 1 GiB. */
  readonly capBytes?: number;
}

const defaultCapBytes = 1024 ** 3;
/** Furthest that stored processes may lie from the moment asked for, ms. */
const topWithinMs = 60_000;

/** More than what is lost when two tiers round the same value. */
const roundingShare = 2 ** -10;

/** Opens the history of a data directory, or starts it. Never throws for what is wrong with the file: that is said by `onNews`. */
export function openHistory(options: HistoryOptions): History {
  const { dataDir, clock, everyMs, onNews, keepMs = defaultKeepMs, capBytes = defaultCapBytes } = options;
  const blocks = createBlocks();
  const columns = createColumns();
  const marks = createMarks();
  const recent = createRecentRows();
  const parts = { blocks, columns, marks, recent };
  const ledger = createLedger(everyMs, parts);
  const keeper = createKeeper({
    dataDir,
    clock,
    onNews,
    onOpen(file, isReplacement) {
      if (isReplacement) ledger.startAnew();
      else ledger.load(file);
    },
  });
  const onTrim = createTrimNews(clock, capBytes, onNews);
  const chores = createChores({ ...parts, clock, keepMs, capBytes, onTrim });

  function isReady(): boolean {
    if (!keeper.hasOpened()) keeper.write(() => undefined);
    return keeper.hasOpened() && keeper.state().kind !== 'off';
  }

  function write(): void {
    const isSaved = keeper.write((file) => {
      ledger.save(file);
      // In one go: a disk with room for a sample and for nothing else must not read as "written again" at each try.
      chores.step(file, ledger.lastMs());
      return true;
    });
    if (isSaved !== true) ledger.letGo();
  }

  /** From memory alone where the file cannot be read. */
  function ask<Result>(question: (archive: Archive) => Result): Result {
    const found = keeper.read((file) => ({
      result: question(createArchive({ ...parts, everyMs, chunks: file.chunks })),
    }));
    return found === undefined ? question(createArchive({ ...parts, everyMs, chunks: null })) : found.result;
  }

  return {
    append(t, values) {
      if (!isReady()) return;
      ledger.add(t, values);
      write();
    },
    gap(from, to) {
      if (!isReady()) return;
      ledger.gap(from, to);
      if (!Number.isNaN(ledger.lastMs())) write();
    },
    range: (question) => {
      const nowMs = Math.max(clock.wallMs(), recent.newestMs() ?? 0);
      return ask((archive) => archive.range(question, nowMs));
    },
    csv(question, signal) {
      const plan = ask((archive) => archive.plan(question));
      const series = plan.asked.map((one) => ({
        name: one.name,
        read: (span: Span) => ask((archive) => archive.buckets(one, span, plan)),
      }));
      return csvRows(series, question, plan.step, signal);
    },
    processesAt(t) {
      const stored = keeper.read((file) => file.tops.near(t, topWithinMs)) ?? null;
      const waiting = ledger.topNear(t, topWithinMs);
      const nearest = nearestTop(
        t,
        topWithinMs,
        [stored, waiting].filter((one) => one !== null),
      );
      return { t: nearest?.t ?? null, top: [...(nearest?.top ?? [])] };
    },
    instancesOf: (series, span) => ask((archive) => archive.instancesOf(series, span)),
    coverage: (series, instance) => ask((archive) => archive.coverage(series, instance)),
    marks: (span) => marks.within(span).map(({ t }) => t),
    replay(series, instance, { from, to }, visit) {
      const metric = findSeries(series)?.metric;
      const periodMs = metric === undefined ? everyMs : longestPeriodMs(metric, everyMs);
      const telling = tellHoles(periodMs, visit);
      ask((archive) => {
        archive.visit(series, instance, finestTier, { from, to }, (t, min, avg, max, count, stepMs) => {
          // A slot is known when it ends.
          if (t + stepMs >= from && t + stepMs < to) telling.visit(t, min, avg, max, count, stepMs);
        });
      });
      telling.end(Math.min(to, recent.newestMs() ?? to));
    },
    momentsBeyond(series, instance, span, { direction, level }) {
      const moments: number[] = [];
      const near = level + (direction === 'above' ? -1 : 1) * Math.abs(level) * roundingShare;
      ask((archive) => {
        archive.visit(series, instance, spreadTier, span, (t, min, _avg, max, _count, stepMs) => {
          if (direction === 'above' ? max > near : min < near) moments.push(t, t + stepMs);
        });
      });
      return moments;
    },
    figures() {
      const oldestRowMs = recent.rows()[0]?.t ?? null;
      return {
        state: keeper.state(),
        usedBytes: bytesOnDisk(join(dataDir, 'history.db')),
        capBytes,
        tiers: tiers.map((tier) => ({
          stepMs: Math.max(tier.stepMs, everyMs, shortestRowMs),
          keepMs: keepMs[tier.index] ?? 0,
          oldestMs:
            blocks.ofTier(tier).find(({ isSealed }) => isSealed)?.start ?? (tier === finestTier ? oldestRowMs : null),
        })),
      };
    },
    close() {
      if (isReady() && !Number.isNaN(ledger.lastMs())) {
        ledger.complete();
        write();
      }
      keeper.close();
    },
  };
}

function bytesOnDisk(path: string): number {
  return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0), 0);
}
