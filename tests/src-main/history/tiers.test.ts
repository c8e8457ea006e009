import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import type { KeepMs } from '../../../src-main/history/tiers.ts';
import { definitionOf } from '../../../src-shared/metrics/registry.ts';
import { openKept, start } from './kept-history.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const mebibyte = 1024 ** 2;

/** Each tier for little more than its blocks are long. */
const keepMs: KeepMs = [3 * hour, day, 3 * day, 100 * day];

test('what a tier has dropped for its age is told by the next coarser one', () => {
  const kept = openKept({ everyMs: minute, keepMs });
  const days = 9;
  for (let n = 0; n < days * 1_440; n += 1) kept.keep(start + n * minute, n % 60);
  const ask = (from: number, to: number, points: number) =>
    kept.history.range({ series: ['load.one'], from, to, points });
  // The finest tier is gone here, the next one as well.
  const old = ask(start, start + day, 2_000);
  expect(old.resolutionMs).toBe(15 * minute);
  expect(old.series[0]?.min.slice(0, 4)).toEqual([0, 15, 30, 45]);
  expect(old.series[0]?.avg.slice(0, 4)).toEqual([7, 22, 37, 52]);
  expect(old.series[0]?.max.slice(0, 4)).toEqual([14, 29, 44, 59]);
  expect(old.series[0]?.avg).toHaveLength(96);
  expect(ask(start + 8 * day, start + 8 * day + hour, 60).resolutionMs).toBe(minute);
  const whole = ask(start, start + days * day, 2_000);
  expect(whole.series[0]?.avg.some((one) => one === null)).toBe(false);
  const { tiers } = kept.history.figures();
  const ages = tiers.map(({ oldestMs }) => kept.clock.wallMs() - (oldestMs ?? 0));
  expect(ages[0]).toBeLessThan(keepMs[0] + 2 * hour);
  expect(ages[1]).toBeLessThan(keepMs[1] + day + hour);
  expect(tiers[3]?.oldestMs).toBe(start);
  kept.history.close();
});

test('the oldest moment of a tier is that of its oldest value, and not the start of the block that this lies in', () => {
  const kept = openKept({ everyMs: minute });
  const first = start + 3 * day + 5 * hour + 7 * minute;
  for (let n = 0; n < 6 * 1_440; n += 1) kept.keep(first + n * minute, 1);
  const { tiers } = kept.history.figures();
  // The readings themselves are kept for two days only.
  expect(tiers.slice(1).map(({ oldestMs }) => oldestMs)).toEqual([first, first, first - 7 * minute]);
  kept.history.close();
});

test('a block whose deletion was cut short is read from the coarser tier, and deleted to its end', () => {
  const first = openKept({ everyMs: minute });
  for (let n = 0; n < 10 * 60; n += 1) first.keep(start + n * minute, n);
  first.history.close();
  const path = join(first.dataDir, 'history.db');
  const before = new DatabaseSync(path);
  before.exec(`UPDATE block SET sealed = 2, stale = 0 WHERE tier = 0 AND start = ${String(start)}`);
  const firstHour = `key < (1 << 44) AND (key & 16777215) = ${String(start / hour)}`;
  before.exec(`DELETE FROM chunk WHERE key = (SELECT min(key) FROM chunk WHERE ${firstHour})`);
  before.close();
  const kept = openKept({ everyMs: minute, dataDir: first.dataDir });
  const answer = kept.history.range({ series: ['load.one'], from: start, to: start + hour, points: 6 });
  expect(answer.series[0]?.avg).toEqual([4.5, 14.5, 24.5, 34.5, 44.5, 54.5]);
  kept.clock.advance(10 * hour);
  kept.keep(start + 10 * hour, 1);
  kept.history.close();
  const after = new DatabaseSync(path);
  expect(after.prepare(`SELECT count(*) AS chunks FROM chunk WHERE ${firstHour}`).get()).toEqual({ chunks: 0 });
  expect(
    after.prepare(`SELECT count(*) AS blocks FROM block WHERE tier = 0 AND start = ${String(start)}`).get(),
  ).toEqual({ blocks: 0 });
  after.close();
});

test('names of instances and marks are forgotten with the last that was kept of them', () => {
  const kept = openKept({ everyMs: minute, keepMs: [3 * hour, day, 3 * day, 7 * day] });
  const seen = (): unknown => {
    const database = new DatabaseSync(join(kept.dataDir, 'history.db'), { readOnly: true });
    const found = ['series', 'mark'].map((table): unknown =>
      database.prepare(`SELECT count(*) AS count FROM ${table}`).get(),
    );
    database.close();
    return found;
  };
  kept.history.append(start, { temperature: { 'a stick': 40 } });
  kept.history.gap(start + 1, start + 2);
  for (let n = 1; n < 5 * 60; n += 1) kept.keep(start + n * minute, 1);
  expect(seen()).toEqual([{ count: 4 }, { count: 3 }]);
  for (let n = 5 * 60; n < 17 * 1_440; n += 5) kept.keep(start + n * minute, 1);
  expect(seen()).toEqual([{ count: 3 }, { count: 1 }]);
  kept.history.append(start + 17 * day, { temperature: { 'a stick': 50 } });
  const question = { series: ['temperature.celsius@a stick'], from: start + 17 * day, to: start + 17 * day + minute };
  expect(kept.history.range({ ...question, points: 1 }).series[0]?.avg).toEqual([50]);
  expect(kept.history.marks({ from: start, to: start + day })).toEqual([start + 2]);
  // What comes back is on disk with its name.
  const again = kept.reopen();
  expect(again.history.range({ ...question, points: 1 }).series[0]?.avg).toEqual([50]);
  again.history.close();
});

test('above the size cap the oldest fine values go first, which is said once, and the file shrinks', () => {
  const capBytes = 0.75 * mebibyte;
  const kept = openKept({ everyMs: 1_000, capBytes });
  let noise = 1;
  const cores = (): number[] =>
    Array.from({ length: 32 }, () => {
      noise = (noise * 16_807) % 2_147_483_647;
      return noise / 21_474_836.47;
    });
  for (let n = 0; n < 4 * 3_600; n += 1) {
    const t = start + n * 1_000;
    kept.clock.advance(1_000);
    kept.history.append(t, {
      cpu: { total: 1, user: 1, system: 0, iowait: 0, steal: 0, cores: n % 3 === 0 ? cores() : [] },
    });
  }
  expect(kept.news.map(({ kind }) => kind)).toEqual(['trimmed']);
  expect(kept.news[0]?.message).toContain('size cap of 1 MiB');
  const finest = kept.history.figures().tiers[0]?.oldestMs ?? 0;
  expect(finest).toBeGreaterThan(start);
  // What was dropped is there in ten seconds.
  const answer = kept.history.range({ series: ['cpu.total'], from: start, to: start + hour, points: 360 });
  expect(answer.resolutionMs).toBe(10_000);
  expect(answer.series[0]?.avg).toEqual(Array.from({ length: 360 }, () => 1));
  kept.history.close();
  expect(statSync(join(kept.dataDir, 'history.db')).size).toBeLessThan(mebibyte);
}, 60_000);

test('a server that samples faster than once a second keeps minimum, average and maximum of each second', () => {
  const kept = openKept({ everyMs: 100 });
  for (let n = 0; n < 25; n += 1) kept.keep(start + n * 100, n);
  const ask = () => kept.history.range({ series: ['load.one'], from: start, to: start + 3_000, points: 3 }).series[0];
  expect(ask()).toMatchObject({ min: [0, 10, 20], avg: [4.5, 14.5, 22], max: [9, 19, 24] });
  kept.history.close();
  const again = openKept({ everyMs: 100, dataDir: kept.dataDir });
  again.clock.advance(3_000);
  expect(
    again.history.range({ series: ['load.one'], from: start, to: start + 3_000, points: 3 }).series[0],
  ).toMatchObject({
    avg: [4.5, 14.5, 22],
  });
  again.history.close();
});

test('a metric that is read rarely has no holes between its readings', () => {
  const kept = openKept();
  for (let n = 0; n < 180; n += 1) {
    const t = start + n * 1_000;
    kept.keep(t, 1);
    if ((n * 1_000) % definitionOf('filesystem').everyMs === 0)
      kept.history.append(t, { filesystem: { '/': { total: 100, used: n, usedShare: n } } });
  }
  const answer = kept.history.range({ series: ['filesystem.used@/'], from: start, to: start + 180_000, points: 2_000 });
  expect(answer.series[0]?.avg.length).toBeGreaterThan(0);
  expect(answer.series[0]?.avg.some((one) => one === null)).toBe(false);
  kept.history.close();
});

test('what a server kept on its last day is told while it is compressed after a start on another day', () => {
  const before = openKept();
  for (let n = 0; n < 3_600; n += 1) before.keep(start + n * 1_000, n);
  const kept = before.reopen();
  const askedDay = { series: ['load.one'], from: start, to: start + day, points: 600 };
  for (let n = 0; n < 30; n += 1) {
    kept.keep(start + 2 * day + n * 1_000, 1);
    const { step, series } = kept.history.range(askedDay);
    expect(series[0]?.avg.filter((one) => one !== null)).toHaveLength(hour / step);
  }
  expect(kept.history.figures().tiers[2]?.oldestMs).toBe(start);
  kept.history.close();
});
