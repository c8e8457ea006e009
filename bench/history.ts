import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as v from 'valibot';
import type { History } from '../src-main/history/history.ts';
import { openHistory } from '../src-main/history/open-history.ts';
import { visitReadings } from '../src-shared/metrics/visit-readings.ts';
import type { Bench, Figure } from './support/bench.ts';
import { busyMachine } from './support/busy-machine.ts';
import { cpuTime } from './support/cpu-time.ts';
import { interleave } from './support/interleave.ts';
import { openPlainTable } from './support/plain-table.ts';
import { type RunningClock, runningClock } from './support/running-clock.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A round moment, so that blocks of every tier begin there. */
const start = 7 * day * 2_811;
const end = start + 30 * day;
/** Before that a reading a minute, which fills the coarse tiers just as full. */
const fineFrom = end - 2 * day;
const appends = 2 * 3_600;

/** Cost of keeping, and of asking, on a store of 30 days and 100 series, two of them with a reading a second. */
export const history: Bench = {
  name: 'history',
  run: (tell) => {
    const folder = mkdtempSync(join(tmpdir(), 'lanpulse-bench-'));
    try {
      return Promise.resolve(measure(folder, tell));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function measure(folder: string, tell: (progress: string) => void): readonly Figure[] {
  const [fullDir, emptyDir, appendDir] = ['full', 'empty', 'append'].map((name) => join(folder, name));
  if (fullDir === undefined || emptyDir === undefined || appendDir === undefined) return [];
  for (const dir of [fullDir, emptyDir, appendDir]) mkdirSync(dir);
  const clock = runningClock(start);
  tell('filling 30 days');
  fill(fullDir, clock);
  tell('filling the peer');
  const plain = openPlainTable(join(folder, 'plain.db'));
  plain.fill('cpu.total@*', start, end);
  const plainBefore = plain.bytes();

  tell('appending');
  const fresh = open(appendDir, clock);
  const mine = busyMachine();
  const others = busyMachine();
  const chunk = 600;
  const cpu = { own: 0, plain: 0 };
  for (let n = 0; n < appends; n += chunk) {
    const ticks = Array.from({ length: chunk }, (_, k) => ({ t: end + (n + k) * 1_000, values: mine() }));
    const again = ticks.map(({ t }) => ({ t, values: others() }));
    cpu.own += cpuTime(() => {
      for (const { t, values } of ticks) fresh.append(t, values);
    });
    cpu.plain += cpuTime(() => {
      for (const { t, values } of again) plain.append(t, values);
    });
  }
  fresh.close();
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
      what: `CPU of an append of ${String(series)} series, sealing included`,
      value: cpu.own / appends,
      unit: 'ms',
      goal: { atMost: 0.3 },
      peer: { what: 'plain table', value: cpu.plain / appends },
    },
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
  for (let t = start; t < end; t += t < fineFrom ? minute : 1_000) {
    clock.setWall(t);
    store.append(t, next());
  }
  store.close();
}

function countSeries(): number {
  let count = 0;
  visitReadings(busyMachine()(), () => {
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
