import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { longestPeriodMs } from '../../src-shared/metrics/visit-readings.ts';
import type { Clock } from '../clock.ts';
import { type Archive, createArchive } from './archive.ts';
import { createBlocks } from './blocks.ts';
import { createChores } from './chores.ts';
import type { ChunkReader } from './chunk-store.ts';
import { createColumns } from './columns.ts';
import { csvRows } from './csv.ts';
import type { History, HistoryNews } from './history.ts';
import { createKeeper } from './keeper.ts';
import type { Span } from './kept-value.ts';
import { createLedger } from './ledger.ts';
import { createLeftOut } from './left-out.ts';
import { createLossNews } from './loss-news.ts';
import { createLossCount, type LossCount } from './lost.ts';
import { createMarks } from './marks.ts';
import { createRecentRows } from './recent-rows.ts';
import { readableChunks } from './readable-chunks.ts';
import { shortestRowMs } from './tick-builder.ts';
import { defaultKeepMs, finestTier, type KeepMs, type Tier, tiers } from './tiers.ts';
import { createOldestMoment } from './oldest-moments.ts';
import { nearestTop, type TopProcesses } from './top-processes.ts';
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
  /** What was lost while it was open before. Default: nothing. */
  readonly losses?: LossCount;
}

const defaultCapBytes = 1024 ** 3;
/** Furthest that stored processes may lie from the moment asked for, ms. */
const topWithinMs = 60_000;

/** Opens the history of a data directory, or starts it. Never throws for what is wrong with the file: that is said by `onNews`. */
export function openHistory(options: HistoryOptions): History {
  const { dataDir, clock, everyMs, onNews, keepMs = defaultKeepMs, capBytes = defaultCapBytes } = options;
  const { losses = createLossCount() } = options;
  const path = join(dataDir, 'history.db');
  const blocks = createBlocks();
  const columns = createColumns();
  const marks = createMarks();
  const recent = createRecentRows();
  const parts = { blocks, columns, marks, recent };
  const ledger = createLedger(everyMs, parts);
  const leftOut = createLeftOut({
    path,
    clock,
    onTrouble(caught) {
      lossNews.notAside(caught);
    },
  });
  const lossNews = createLossNews({ clock, path, asidePath: leftOut.path, count: losses, onNews });
  const keeper = createKeeper({
    dataDir,
    clock,
    leftOut,
    onNews(news) {
      if (news.kind === 'damaged') lossNews.clear();
      onNews(news);
    },
    onOpen(file, isReplacement) {
      if (isReplacement) {
        ledger.startAnew();
        return;
      }
      ledger.load(file);
      lossNews.met(file.losses.takeMet());
    },
  });
  const oldestMoment = createOldestMoment(columns);
  const onTrim = createTrimNews(clock, capBytes, onNews);
  const chores = createChores({ ...parts, clock, everyMs, keepMs, capBytes, onTrim });

  function isReady(): boolean {
    if (!keeper.hasOpened()) keeper.write(() => undefined);
    return keeper.hasOpened() && keeper.state().kind !== 'off';
  }

  function write(): void {
    const isSaved = keeper.write((file) => {
      // Before anything takes its place.
      file.losses.keep();
      ledger.save(file);
      // In one go: a disk with room for a sample and for nothing else must not read as "written again" at each try.
      chores.step(file, ledger.lastMs());
      lossNews.met(file.losses.takeMet());
      file.losses.remove();
      return true;
    });
    if (isSaved !== true) ledger.letGo();
  }

  /** Asked once, whatever happens: what cannot be read is missing from the answer. */
  function ask<Result>(question: (archive: Archive, chunks: ChunkReader | null) => Result): Result {
    const troubles: unknown[] = [];
    const found = keeper.read((file) => {
      const chunks = readableChunks(file.chunks, (caught) => troubles.push(caught));
      const result = question(createArchive({ ...parts, everyMs, chunks }), chunks);
      // Of a file that is about to be set aside nobody needs to know what it lacked.
      if (troubles.length === 0) lossNews.met(file.losses.takeMet());
      return { result };
    });
    for (const trouble of troubles) keeper.fail(trouble);
    return found === undefined ? question(createArchive({ ...parts, everyMs, chunks: null }), null) : found.result;
  }

  function storedTop(t: number): TopProcesses | null {
    const found = keeper.read((file) => {
      const near = file.tops.near(t, topWithinMs);
      lossNews.met(file.losses.takeMet());
      return near;
    });
    return found ?? null;
  }

  /** `null` where a tier holds nothing yet. */
  function oldestSealedMs(tier: Tier): number | null {
    const start = blocks.ofTier(tier).find(({ isSealed }) => isSealed)?.start;
    if (start === undefined) return null;
    return ask((_archive, chunks) => (chunks === null ? start : oldestMoment(tier, start, chunks)));
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
      return csvRows(series, question, plan.step, signal, () => keeper.isClosed());
    },
    processesAt(t) {
      const stored = storedTop(t);
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
    stretches(series, instance, span) {
      const metric = findSeries(series)?.metric;
      const periodMs = metric === undefined ? everyMs : longestPeriodMs(metric, everyMs);
      const heard = { periodMs, newestMs: recent.newestMs() ?? span.to };
      return ask((archive) => archive.stretches(series, instance, span, heard));
    },
    pieces: (series, instance, span, beyond) => ask((archive) => archive.pieces(series, instance, span, beyond)),
    state: () => keeper.state(),
    figures() {
      const oldestRowMs = recent.rows()[0]?.t ?? null;
      return {
        state: keeper.state(),
        usedBytes: bytesOnDisk(path),
        capBytes,
        tiers: tiers.map((tier) => ({
          stepMs: Math.max(tier.stepMs, everyMs, shortestRowMs),
          keepMs: keepMs[tier.index] ?? 0,
          oldestMs: oldestSealedMs(tier) ?? (tier === finestTier ? oldestRowMs : null),
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
