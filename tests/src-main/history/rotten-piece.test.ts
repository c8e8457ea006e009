import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { chunkRow, flipBit, minuteRow, storedBytes } from '../../support/damage.ts';
import { type KeptHistory, openKept, start } from './kept-history.ts';
import { toldBy } from '../../support/told.ts';

const minute = 60_000;
const hour = 60 * minute;
const hours = 10;
const question = { series: ['load.one', 'load.five'], from: start, to: start + hours * hour, points: 2_000 };

/** A reading a minute, of ten hours if nothing else is said, in a file that is closed; the last hour is not compressed. */
function storeMinutes(count = hours * 60): string {
  const first = openKept({ everyMs: minute });
  for (let n = 0; n < count; n += 1) first.keep(start + n * minute, n);
  first.history.close();
  return first.dataDir;
}

function openAfter(dataDir: string): KeptHistory {
  const kept = openKept({ everyMs: minute, dataDir });
  kept.clock.advance(hours * hour);
  return kept;
}

/** Minutes of which the answer about `load.one` has a value, which must be its own. */
function keptMinutes({ history }: KeptHistory): readonly number[] {
  const { series, step } = history.range(question);
  expect(step).toBe(minute);
  const [one, five] = series;
  expect(five?.avg.every((value) => value === 0.5)).toBe(true);
  const minutes = (one?.avg ?? []).flatMap((value, n) => (value === null ? [] : [n]));
  expect(minutes.map((n) => one?.avg[n])).toEqual(minutes);
  return minutes;
}

/** All minutes but those of some hours. */
function allBut(...lost: readonly number[]): readonly number[] {
  return Array.from({ length: hours * 60 }, (_, n) => n).filter((n) => !lost.includes(Math.floor(n / 60)));
}

const asides = (dataDir: string) => readdirSync(dataDir).filter((name) => name.includes('damaged'));
const leftOut = (dataDir: string) => readdirSync(dataDir).filter((name) => name.includes('left-out'));

const pieceSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ table: v.string(), key: v.number(), base64: v.string() }),
);

/** A line of what was put aside, with the number of the hour that its key ends with. */
function readPiece(line: string): { readonly table: string; readonly block: number; readonly base64: string } {
  const { table, key, base64 } = v.parse(pieceSchema, line);
  return { table, block: key % 2 ** 24, base64 };
}

test.each([2, 20, 60, 100])(
  'one changed bit in the compressed values of an hour (after %i in a hundred) costs that hour of that series and no more, and is told',
  async (percent) => {
    const dataDir = storeMinutes();
    flipBit(dataDir, chunkRow('load.one', start + 5 * hour), percent / 100);
    const kept = openAfter(dataDir);
    const { history, news } = kept;
    expect(keptMinutes(kept)).toEqual(allBut(5));
    expect(news.map(({ kind }) => kind)).toEqual(['left_out']);
    expect(news[0]?.message).toMatch(/^One stored piece was damaged in .*history\.db and left out/u);
    expect(asides(dataDir)).toEqual([]);

    const every = toldBy(history.stretches('load.one', '*', { from: start, to: question.to }));
    expect(every.map(([, value]) => value)).toEqual(allBut(5));
    let rows = '';
    for await (const text of history.csv({ ...question, series: ['load.one'] }, AbortSignal.timeout(5_000)))
      rows += text;
    const values = rows.split('\r\n').flatMap((row) => /^2\d{3}-.*,(\d+),\d+$/u.exec(row)?.[1] ?? []);
    expect(values.map(Number)).toEqual(allBut(5));
    expect(history.coverage('load.one', '*')).toEqual({ from: start, to: question.to - minute });
    expect(news).toHaveLength(1);
    history.close();
  },
);

test('what was left out is gone with the next writing, so that it is told once', () => {
  const dataDir = storeMinutes();
  flipBit(dataDir, chunkRow('load.one', start + 5 * hour));
  const kept = openAfter(dataDir);
  expect(keptMinutes(kept)).toEqual(allBut(5));
  kept.keep(question.to, 1);
  const again = kept.reopen();
  expect(keptMinutes(again)).toEqual(allBut(5));
  expect(again.news).toEqual([]);
  again.history.close();
});

test('more of it is counted at once, and told as something new after an hour at the earliest', () => {
  const dataDir = storeMinutes();
  for (const n of [0, 4, 7]) flipBit(dataDir, chunkRow('load.one', start + n * hour));
  const kept = openAfter(dataDir);
  const { history, news } = kept;
  history.range({ ...question, to: start + hour });
  expect(news).toHaveLength(1);
  expect(keptMinutes(kept)).toEqual(allBut(0, 4, 7));
  expect(keptMinutes(kept)).toEqual(allBut(0, 4, 7));
  const threePieces = expect.stringMatching(/^3 stored pieces were damaged/u);
  const grown = { kind: 'left_out', isMore: true, message: threePieces };
  expect(news.slice(1)).toEqual([grown]);
  for (let n = 0; n < 60; n += 1) kept.keep(question.to + n * minute, n);
  expect(news).toHaveLength(2);
  kept.keep(question.to + hour, 1);
  expect(news.slice(1)).toEqual([grown, { kind: 'left_out', message: threePieces }]);
  expect(keptMinutes(kept)).toEqual(allBut(0, 4, 7));
  history.close();
});

test('what was there is put aside before it is deleted, as it was found, and the news say where', () => {
  const dataDir = storeMinutes();
  const rotten = chunkRow('load.one', start + 5 * hour);
  flipBit(dataDir, rotten);
  const base64 = storedBytes(dataDir, rotten).toString('base64');
  const kept = openAfter(dataDir);
  keptMinutes(kept);
  expect(leftOut(dataDir)).toEqual([]);
  kept.keep(question.to, 1);
  const [name = '', ...others] = leftOut(dataDir);
  expect(others).toEqual([]);
  expect(kept.news[0]?.message).toContain(join(dataDir, name));
  const lines = readFileSync(join(dataDir, name), 'utf8').trimEnd().split('\n');
  const block = (start + 5 * hour) / hour;
  expect(lines.map(readPiece)).toEqual([{ table: 'chunk', block, base64 }]);
  kept.history.close();
});

test('where it cannot be put aside, that is told once, it waits, and all else is kept meanwhile', () => {
  const dataDir = storeMinutes();
  flipBit(dataDir, chunkRow('load.one', start + 5 * hour));
  const inTheWay = join(dataDir, `history.left-out-${new Date(start).toISOString().slice(0, 10)}.jsonl`);
  mkdirSync(inTheWay);
  const kept = openAfter(dataDir);
  const { history, news } = kept;
  expect(keptMinutes(kept)).toEqual(allBut(5));
  for (let n = 0; n < 90; n += 1) kept.keep(question.to + n * minute, n);
  expect(news).toMatchObject([
    { kind: 'left_out' },
    { kind: 'not_aside', message: expect.stringContaining(inTheWay), cause: { cause: { code: 'EISDIR' } } },
  ]);
  expect(history.state()).toEqual({ kind: 'keeping' });
  const waiting = kept.reopen();
  expect(keptMinutes(waiting)).toEqual(allBut(5));
  expect(waiting.news.map(({ kind }) => kind)).toEqual(['left_out']);
  rmdirSync(inTheWay);
  waiting.keep(question.to + 90 * minute, 90);
  const block = (start + 5 * hour) / hour;
  expect(readPiece(readFileSync(inTheWay, 'utf8'))).toMatchObject({ table: 'chunk', block });
  const again = waiting.reopen();
  expect(keptMinutes(again)).toEqual(allBut(5));
  const { series } = again.history.range({ ...question, from: question.to, to: question.to + 91 * minute });
  expect(series[0]?.avg).toEqual(Array.from({ length: 91 }, (_, n) => n));
  expect(again.news).toEqual([]);
  again.history.close();
});

test('the coarser values of a longer time are made of what is left', () => {
  const dataDir = storeMinutes(150);
  flipBit(dataDir, chunkRow('load.one', start + hour));
  const kept = openKept({ everyMs: minute, dataDir });
  kept.clock.advance(150 * minute);
  // Three hours are put together when they are over.
  for (let n = 150; n < 200; n += 1) kept.keep(start + n * minute, n);
  const { history, news } = kept;
  expect(news.map(({ kind }) => kind)).toEqual(['left_out']);
  expect(history.figures().tiers[1]?.oldestMs).toBe(start);
  const { series, step } = history.range({ ...question, to: start + 180 * minute, points: 6 });
  expect(step).toBe(30 * minute);
  expect(series[0]?.max).toEqual([29, 59, null, null, 149, 179]);
  expect(asides(dataDir)).toEqual([]);
  history.close();
});

test('what takes its place, after the clock was set back, is not removed with it', () => {
  const dataDir = storeMinutes(150);
  flipBit(dataDir, chunkRow('load.one', start + hour));
  const kept = openKept({ everyMs: minute, dataDir });
  for (let n = 60; n < 200; n += 1) kept.keep(start + n * minute, 1_000 + n);
  expect(kept.news.map(({ kind }) => kind)).toEqual(['left_out']);
  const again = kept.reopen();
  const { series } = again.history.range({ ...question, to: start + 3 * hour });
  expect(series[0]?.avg).toEqual(Array.from({ length: 180 }, (_, n) => (n < 60 ? n : 1_000 + n)));
  again.history.close();
});

test('one changed bit in the processes of a minute costs that minute', () => {
  const first = openKept();
  const top = [{ pid: 7, name: 'job', user: 'ann', cpu: 99, memory: 1_024 }];
  for (let n = 0; n < 600; n += 1) {
    first.clock.advance(1_000);
    first.history.append(start + n * 1_000, { processes: { count: 1, running: 1, top } });
  }
  first.history.close();
  const { dataDir } = first;
  flipBit(dataDir, minuteRow(start + 4 * minute));
  const kept = openKept({ dataDir });
  kept.clock.advance(600_000);
  const { history, news } = kept;
  expect(history.processesAt(start + 2 * minute).t).toBe(start + 2 * minute);
  // The nearest that is left.
  expect(history.processesAt(start + 4 * minute + 10_000).t).toBe(start + 4 * minute - 1_000);
  expect(history.processesAt(start + 4 * minute + 50_000).t).toBe(start + 5 * minute);
  expect(news.map(({ kind }) => kind)).toEqual(['left_out']);
  kept.keep(start + 10 * minute, 1);
  const again = kept.reopen();
  expect(again.history.processesAt(start + 4 * minute + 50_000).t).toBe(start + 5 * minute);
  expect(again.news).toEqual([]);
  expect(asides(dataDir)).toEqual([]);
  again.history.close();
});
