import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openKept, start } from './kept-history.ts';
import { toldBy } from '../../support/told.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A data directory with the file that an older version of the schema left. */
function written(script: string): string {
  const dataDir = temporaryFolder();
  const old = new DatabaseSync(join(dataDir, 'history.db'));
  old.exec(readFileSync(join(import.meta.dirname, script), 'utf8'));
  old.close();
  return dataDir;
}

test('a file of the first version is brought up to date with what it holds', () => {
  const dataDir = written('version-1.sql');
  const kept = openKept({ dataDir });
  const { history, news } = kept;
  expect(news).toEqual([]);
  const question = { series: ['load.one'], from: start, to: start + 2_000, points: 2 };
  expect(history.range(question).series[0]?.avg).toEqual([2.5, null]);
  kept.keep(start + 1_000, 1);
  expect(history.figures().state.kind).toBe('keeping');
  history.close();
  expect((statSync(join(dataDir, 'history.db')).mode & 0o777).toString(8)).toBe('600');
});

test('processes of a file that knew no commands are given back without, also after they were packed with newer ones', () => {
  const kept = openKept({ dataDir: written('version-2.sql') });
  const { history, clock, news } = kept;
  const before = { pid: 7, name: 'job', user: 'ada', cpu: 42, memory: 1024 };
  const now = { pid: 7, name: 'job', user: 'ada', cpu: 1, memory: 1024, command: '/usr/bin/job --all' };
  expect(history.processesAt(start - 2 * minute)).toEqual({
    t: start - 2 * minute,
    top: [
      { pid: 7, name: 'job', user: 'ada', cpu: 99, memory: 1024 },
      { pid: 8, name: 'spare', user: 'root', cpu: null, memory: 2048 },
    ],
  });
  for (let second = 1; second < 300; second += 1) {
    clock.advance(1_000);
    history.append(start + second * 1_000, { processes: { count: 1, running: 1, top: [now] } });
  }
  expect(history.processesAt(start)).toEqual({ t: start, top: [before] });
  expect(history.processesAt(start + 1_000)).toEqual({ t: start + 1_000, top: [now] });
  expect(news).toEqual([]);
  history.close();
});

test('hours that were compressed before their heights were noted are given back and searched whole', () => {
  const first = openKept({ everyMs: minute });
  for (let n = 0; n < 300; n += 1) first.keep(start + n * minute, n % 7);
  first.history.close();
  const path = join(first.dataDir, 'history.db');
  const old = new DatabaseSync(path);
  old.exec('ALTER TABLE chunk DROP COLUMN low; ALTER TABLE chunk DROP COLUMN high; PRAGMA user_version = 3');
  old.close();

  const kept = openKept({ everyMs: minute, dataDir: first.dataDir });
  const { history, news, clock } = kept;
  const span = { from: start, to: start + 300 * minute };
  const played = () => toldBy(history.stretches('load.one', '*', span)).map(([, value]) => value);
  const beyond = { direction: 'above', level: 100 } as const;
  const quiet = () => history.pieces('load.one', '*', span, beyond).filter(({ isQuiet }) => isQuiet);
  const all = Array.from({ length: 300 }, (_, n) => n % 7);
  expect(played()).toEqual(all);
  expect(quiet()).toEqual([]);
  // What is compressed from now on says how high it goes.
  clock.advance(300 * minute);
  for (let n = 300; n < 480; n += 1) kept.keep(start + n * minute, 0);
  expect(played()).toEqual(all);
  const newer = { from: start + 6 * hour, to: start + 7 * hour };
  expect(history.pieces('load.one', '*', newer, beyond).some(({ isQuiet }) => isQuiet)).toBe(true);
  expect(news).toEqual([]);
  history.close();
});
