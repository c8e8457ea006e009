import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openKept, start } from './kept-history.ts';

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

test('a file of the first version is brought up to date with what it holds', () => {
  const dataDir = temporaryFolder();
  const path = join(dataDir, 'history.db');
  const old = new DatabaseSync(path);
  old.exec(readFileSync(join(import.meta.dirname, 'version-1.sql'), 'utf8'));
  old.close();
  const kept = openKept({ dataDir });
  const { history, news } = kept;
  expect(news).toEqual([]);
  expect(history.range({ ...question, to: start + 2_000, points: 2 }).series[0]?.avg).toEqual([2.5, null]);
  kept.keep(start + 1_000, 1);
  expect(history.figures().state.kind).toBe('keeping');
  history.close();
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
});
