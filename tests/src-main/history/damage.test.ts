import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as v from 'valibot';
import { afterAll, expect, test } from 'vitest';
import { breakRow, chunkRow } from '../../support/damage.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openKept, start } from './kept-history.ts';
import { toldBy } from '../../support/told.ts';

const minute = 60_000;
const question = { series: ['load.one'], from: start, to: start + 600 * minute, points: 20 };

/** Overwrites the page that leads to all chunks; everything else stays whole. */
function garbleChunks(path: string): void {
  const database = new DatabaseSync(path);
  const found: unknown = database.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'chunk'").get();
  database.close();
  const { page } = v.parse(v.object({ page: v.number() }), found);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4_096, 0x5a), 0, 4_096, (page - 1) * 4_096);
  closeSync(file);
}

function setAsideIn(dataDir: string): readonly string[] {
  return readdirSync(dataDir).filter((name) => /^history\.damaged-\d{4}-.+\.db$/u.test(name));
}

test('a file that is no database is set aside, and a new one takes its place', () => {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'history.db'), Buffer.alloc(50_000, 7));
  const kept = openKept({ dataDir });
  const { history, news } = kept;
  kept.keep(start, 1);
  expect(news.map(({ kind }) => kind)).toEqual(['damaged']);
  const [aside = ''] = setAsideIn(dataDir);
  expect(readFileSync(join(dataDir, aside))).toEqual(Buffer.alloc(50_000, 7));
  expect(news[0]?.message).toContain(aside);
  expect(history.coverage('load.one', '*')).toEqual({ from: start, to: start });
  history.close();
});

test('damage that is met while reading does not reach the reader, and what is in memory goes into the new file', () => {
  const first = openKept({ everyMs: minute });
  for (let n = 0; n < 600; n += 1) first.keep(start + n * minute, n);
  first.history.close();
  const path = join(first.dataDir, 'history.db');
  garbleChunks(path);
  const kept = openKept({ everyMs: minute, dataDir: first.dataDir });
  const { history, news, clock } = kept;
  clock.advance(600 * minute);
  kept.keep(start + 600 * minute, 1);
  const whole = { ...question, to: start + 601 * minute };
  history.range(whole);
  expect(news.map(({ kind }) => kind)).toEqual(['damaged']);
  expect(setAsideIn(first.dataDir)).toHaveLength(1);
  kept.keep(start + 601 * minute, 2);
  history.close();
  const again = openKept({ everyMs: minute, dataDir: first.dataDir });
  expect(again.history.coverage('load.one', '*')?.to).toBe(start + 601 * minute);
  expect(again.news).toEqual([]);
  again.history.close();
});

const second = 1_000;
const hour = 60 * minute;

/** Four hours of a restless reading a second, of which SQLite itself calls the second one malformed. */
function malformHour(): string {
  const first = openKept({ dataDir: mkdtempSync(join(tmpdir(), 'lanpulse-malformed-')) });
  for (let n = 0; n < (4 * hour) / second; n += 1) first.keep(start + n * second, restless(n));
  first.history.close();
  breakRow(first.dataDir, chunkRow('load.one', start + hour));
  return first.dataDir;
}

let malformed: string | null = null;
afterAll(() => {
  if (malformed !== null) rmSync(malformed, { recursive: true });
});

/** A copy of it: writing four hours takes a while. */
function withMalformedHour(): string {
  malformed ??= malformHour();
  const dataDir = temporaryFolder();
  cpSync(malformed, dataDir, { recursive: true });
  return dataDir;
}

/** No two alike, so that an hour fills several pages of the file. */
const restless = (n: number): number => 50 + 50 * Math.sin(n ** 1.5);

test('a look at every value that meets damage in its middle goes on to its end once, and the damage is told', () => {
  const kept = openKept({ dataDir: withMalformedHour() });
  const { history, news, clock } = kept;
  clock.advance(4 * hour);
  kept.keep(start + 4 * hour, 1);
  const stretches = history.stretches('load.one', '*', { from: start, to: start + 4 * hour + second });
  const played = toldBy(stretches).map(([t]) => (t - start) / second);
  // What lies before, and what is in memory.
  const seconds = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
  expect(played).toEqual([...seconds(0, 3_600), ...seconds(3 * 3_600, 3_601)]);
  expect(news.map(({ kind }) => kind)).toEqual(['damaged']);
  expect(setAsideIn(kept.dataDir)).toHaveLength(1);
  kept.keep(start + 4 * hour + second, 2);
  expect(history.figures().state.kind).toBe('keeping');
  history.close();
});

test('a question that meets damage has what lies before it and what is in memory', () => {
  const kept = openKept({ dataDir: withMalformedHour() });
  const { history, news, clock } = kept;
  clock.advance(4 * hour);
  kept.keep(start + 4 * hour, 1);
  const { series, t, step } = history.range({
    series: ['load.one'],
    from: start,
    to: start + 4 * hour,
    points: 2_000,
  });
  // The last whole hour is not compressed yet.
  const isLost = (n: number): boolean => n * step >= hour && n * step < 3 * hour;
  expect(series[0]?.max.map((value) => value === null)).toEqual(t.map((_, n) => isLost(n)));
  expect(news.map(({ kind }) => kind)).toEqual(['damaged']);
  history.close();
});

test.runIf(process.platform === 'linux')('nobody has a file open when it is set aside', () => {
  const held: string[][] = [];
  const open = (dataDir: string) => {
    const links = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        // The one with which the folder is read is gone by now.
        return [];
      }
    });
    return links.filter((link) => link.startsWith(dataDir));
  };
  const check = (dataDir: string, everyMs: number) =>
    openKept({ everyMs, dataDir, onNews: ({ kind }) => held.push([kind, ...open(dataDir)]) });

  const whole = openKept();
  whole.keep(start, 1);
  expect(open(whole.dataDir)).not.toEqual([]);
  whole.history.close();
  expect(open(whole.dataDir)).toEqual([]);

  const noDatabase = temporaryFolder();
  writeFileSync(join(noDatabase, 'history.db'), Buffer.alloc(50_000, 7));
  check(noDatabase, minute).history.close();
  // With every statement prepared, and one of them failed.
  const used = check(withMalformedHour(), second);
  used.history.range({ ...question, to: start + 4 * hour, points: 2_000 });
  used.history.close();
  expect(held).toEqual([['damaged'], ['damaged']]);
});

test('a file from a newer version is left as it is, and nothing is kept', () => {
  const first = openKept();
  first.keep(start, 1);
  first.history.close();
  const path = join(first.dataDir, 'history.db');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  const kept = openKept({ dataDir: first.dataDir });
  const { history, news } = kept;
  kept.keep(start + 1_000, 2);
  expect(news.map(({ kind }) => kind)).toEqual(['off']);
  expect(history.figures().state).toMatchObject({ kind: 'off', reason: expect.stringContaining('newer Lanpulse') });
  expect(history.range(question).series[0]?.avg.every((one) => one === null)).toBe(true);
  history.close();
  const untouched = new DatabaseSync(path);
  expect(
    untouched.prepare('SELECT user_version, (SELECT count(*) FROM tick) AS ticks FROM pragma_user_version').get(),
  ).toEqual({
    user_version: 99,
    ticks: 1,
  });
  untouched.close();
  expect(setAsideIn(first.dataDir)).toEqual([]);
});

test('readings of the newest hour in which bytes were changed are left out, told once, and gone from then on', () => {
  const first = openKept();
  for (let n = 0; n < 100; n += 1) first.keep(start + n * 1_000, n);
  first.history.close();
  const path = join(first.dataDir, 'history.db');
  const database = new DatabaseSync(path);
  const cellsOf = (n: number): Buffer => {
    const row: unknown = database.prepare('SELECT cells FROM tick WHERE t = ?').get(start + n * 1_000);
    return Buffer.from(v.parse(v.object({ cells: v.instance(Uint8Array) }), row).cells);
  };
  const change = (n: number, cells: Uint8Array) =>
    database.prepare('UPDATE tick SET cells = ? WHERE t = ?').run(cells, start + n * 1_000);
  const { length } = cellsOf(0);
  // One bit somewhere in each of these rows, from the first byte to the last.
  const flipped = Array.from({ length }, (_, place) => place).map((place) => {
    const n = 10 + place;
    const cells = cellsOf(n);
    cells[place] = (cells[place] ?? 0) ^ (1 << (place % 8));
    change(n, cells);
    return n;
  });
  change(80, cellsOf(81));
  change(90, cellsOf(90).subarray(0, length - 4));
  database.close();
  const bad = new Set([...flipped, 80, 90]);

  const kept = openKept({ dataDir: first.dataDir });
  expect(kept.news.map(({ kind }) => kind)).toEqual(['left_out']);
  expect(kept.news[0]?.message).toContain(`${String(bad.size)} moments`);
  const wanted = { series: ['load.one'], from: start, to: start + 100_000, points: 100 };
  const expected = Array.from({ length: 100 }, (_, n) => (bad.has(n) ? null : n));
  expect(kept.history.range(wanted).series[0]?.avg).toEqual(expected);
  expect(setAsideIn(first.dataDir)).toEqual([]);
  kept.keep(start + 100_000, 1);
  const again = kept.reopen();
  expect(again.history.range(wanted).series[0]?.avg).toEqual(expected);
  expect(again.news).toEqual([]);
  again.history.close();
});
