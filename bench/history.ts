import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import * as v from 'valibot';
import type { History } from '../src-main/history/history.ts';
import { openHistory } from '../src-main/history/open-history.ts';
import { readingsOf } from '../src-shared/metrics/readings.ts';
import { visitReadings } from '../src-shared/metrics/visit-readings.ts';
import type { Bench, Figure } from './support/bench.ts';
import { busyMachine, type NextReadings } from './support/busy-machine.ts';
import { cpuTime } from './support/cpu-time.ts';
import { interleave } from './support/interleave.ts';
import { openPlainTable } from './support/plain-table.ts';
import { previewTimes } from './support/preview-times.ts';
import { type RunningClock, runningClock } from './support/running-clock.ts';
import { openFolder } from './support/folder.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A round moment, so that blocks of every tier begin there. */
const start = 7 * day * 2_811;
const end = start + 30 * day;
/** Before that four readings a minute: its slots then have a minimum and a maximum like those of sixty. */
const fineFrom = end - 2 * day;
const coarseMs = 15_000;
/** Three hours, which are compressed, and these once more for the next tier; and a little for that to be done. */
const appends = 3 * 3_600 + 600;
/** Real time between two of them, ms. */
const paceMs = 5;
/** Lines for the use of the CPU: one that the store never reaches, and one about which it swings. */
const neverAbove = 99;
const oftenAbove = 20;

/** Cost of keeping, and of asking, on a store of 30 days and 100 series, two of them with a reading a second. */
export const history: Bench = {
  name: 'history',
  run: async (tell) => {
    const { path: folder, remove } = openFolder();
    try {
      return await measure(folder, tell);
    } finally {
      remove();
    }
  },
};

async function measure(folder: string, tell: (progress: string) => void): Promise<readonly Figure[]> {
  const [fullDir, emptyDir, seriesDir, tablesDir] = ['full', 'empty', 'series', 'tables'].map((name) => {
    const dir = join(folder, name);
    mkdirSync(dir);
    return dir;
  });
  if (fullDir === undefined || emptyDir === undefined || seriesDir === undefined || tablesDir === undefined) return [];
  const clock = runningClock(start);
  tell('filling 30 days');
  fill(fullDir, clock);
  tell('filling the peer');
  const plain = openPlainTable(join(folder, 'plain.db'));
  plain.fill('cpu.total@*', start, end);
  const plainBefore = plain.bytes();

  tell('appending');
  const seriesOnly = open(seriesDir, clock);
  const withTables = open(tablesDir, clock);
  const next = busyMachine();
  const cpu = { gathering: 0, series: 0, tables: 0, plain: 0 };
  for (let n = 0; n < appends; n += 1) {
    // As in a server the caches are cold again with each tick; two hours at its own pace nobody would wait for. The numbers of
    // a tick are gathered once for history, alerts and scrapers, whoever comes first: that is told apart.
    const t = end + n * 1_000;
    const values = next();
    const series = withoutProcesses(values);
    await sleep(paceMs);
    cpu.gathering += cpuTime(() => {
      readingsOf(series);
    });
    cpu.series += cpuTime(() => {
      seriesOnly.append(t, series);
    });
    await sleep(paceMs);
    readingsOf(values);
    cpu.tables += cpuTime(() => {
      withTables.append(t, values);
    });
    await sleep(paceMs);
    readingsOf(series);
    cpu.plain += cpuTime(() => {
      plain.append(t, series);
    });
  }
  seriesOnly.close();
  withTables.close();
  const plainPerValue = (plain.bytes() - plainBefore) / plain.values();

  tell('asking');
  const full = open(fullDir, clock);
  const ask = (from: number) => () => {
    full.range({ series: ['cpu.total'], from, to: end, points: 600 });
  };
  const [dayMs = 0, monthMs = 0, plainDayMs = 0, plainMonthMs = 0] = interleave(15, [
    ask(end - day),
    ask(start),
    () => plain.range('cpu.total@*', end - day, end, 600),
    () => plain.range('cpu.total@*', start, end, 600),
  ]);
  const [summaryMs = 0] = interleave(5, [
    () => full.range({ series: ['cpu.total'], from: end - day, to: end, points: 600, summary: true }),
  ]);
  full.close();
  plain.close();
  const [fullStartMs = 0, emptyStartMs = 0] = interleave(5, [
    () => {
      open(fullDir, clock).close();
    },
    () => {
      open(emptyDir, clock).close();
    },
  ]);
  tell('previewing');
  const previews = [
    { of: '24 h, never above the line', ...previewTimes(fullDir, end, day, neverAbove), goal: { atMost: 100 } },
    { of: '24 h, across the line all day', ...previewTimes(fullDir, end, day, oftenAbove), goal: { atMost: 100 } },
    { of: '7 days, across the line all the time', ...previewTimes(fullDir, end, 7 * day, oftenAbove) },
  ];
  const { bytes, values, fileBytes } = sealedSize(fullDir);
  const series = countSeries();
  return [
    {
      what: 'bytes for each stored value in sealed chunks',
      value: bytes / values,
      unit: 'B',
      goal: { atMost: 2 },
      peer: { what: 'plain table', value: plainPerValue },
    },
    { what: 'the same of 1 s values, with all of the file', value: fileBytes / values, unit: 'B' },
    {
      what: `CPU of an append of ${String(series)} series, one per tick, sealing included`,
      value: cpu.series / appends,
      unit: 'ms',
      goal: { atMost: 0.3 },
      peer: { what: 'plain table', value: cpu.plain / appends },
    },
    {
      what: 'gathering the numbers, for history, alerts and scrapers together',
      value: cpu.gathering / appends,
      unit: 'ms',
    },
    { what: 'an append with a table of 150 processes every 5 ticks', value: cpu.tables / appends, unit: 'ms' },
    {
      what: '24 h of one series as 600 points',
      value: dayMs,
      unit: 'ms',
      goal: { atMost: 10 },
      peer: { what: 'plain table', value: plainDayMs },
    },
    {
      what: '30 days of one series as 600 points',
      value: monthMs,
      unit: 'ms',
      goal: { atMost: 20 },
      peer: { what: 'plain table', value: plainMonthMs },
    },
    { what: '24 h of one series with its summary', value: summaryMs, unit: 'ms' },
    {
      what: 'start-up with a full store, more than with an empty one',
      value: fullStartMs - emptyStartMs,
      unit: 'ms',
      goal: { atMost: 300 },
    },
    ...previews.flatMap(({ of, coldMs, warmMs, share, ...goal }) => [
      { what: `preview of ${of}: first of a process`, value: coldMs, unit: 'ms', ...goal },
      { what: `preview of ${of}: later`, value: warmMs, unit: 'ms', ...goal },
      { what: `preview of ${of}: least part told`, value: share, unit: '' },
    ]),
  ];
}

function open(dataDir: string, clock: RunningClock): History {
  return openHistory({
    dataDir,
    clock,
    everyMs: 1_000,
    onNews: ({ message }) => {
      process.stderr.write(`${message}\n`);
    },
  });
}

function fill(dataDir: string, clock: RunningClock): void {
  const store = open(dataDir, clock);
  const next = busyMachine();
  for (let t = start; t < end; t += t < fineFrom ? coarseMs : 1_000) {
    clock.setWall(t);
    store.append(t, next());
  }
  store.close();
}

function withoutProcesses(values: ReturnType<NextReadings>): ReturnType<NextReadings> {
  const rest = { ...values };
  delete rest.processes;
  return rest;
}

function countSeries(): number {
  let count = 0;
  visitReadings(withoutProcesses(busyMachine()()), () => {
    count += 1;
  });
  return count;
}

/** Size of the chunks of readings, and the number of values in them: every second of each sealed hour. */
function sealedSize(dataDir: string): { readonly bytes: number; readonly values: number; readonly fileBytes: number } {
  const database = new DatabaseSync(join(dataDir, 'history.db'));
  const first = Math.floor(fineFrom / hour);
  const sizes = database.prepare(
    'SELECT sum(length(data)) AS bytes, count(*) AS chunks FROM chunk WHERE key < (1 << 44) AND (key & 16777215) >= ?',
  );
  const found: unknown = sizes.get(first);
  const all: unknown = database
    .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
    .get();
  database.close();
  return { bytes: field(found, 'bytes'), values: field(found, 'chunks') * 3_600, fileBytes: field(all, 'bytes') };
}

function field(row: unknown, name: string): number {
  return v.parse(v.looseObject({ [name]: v.number() }), row)[name] ?? Number.NaN;
}
