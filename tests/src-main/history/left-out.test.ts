import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLeftOut, type RottenPiece } from '../../../src-main/history/left-out.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { lacksMounts, mountSmallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dayMs = 86_400_000;
const piece = (key: number, bytes = 60): RottenPiece => ({
  table: 'chunk',
  key,
  data: new Uint8Array(bytes).fill(key),
});
const fails = (caught: unknown): never => {
  throw caught;
};
const keysIn = (path: string) =>
  [...readFileSync(path, 'utf8').matchAll(/"key":(\d+)/gu)].map(([, key]) => Number(key));

test('is a file of its day, for its owner alone, to which each piece adds a line; and none before the first', () => {
  const folder = temporaryFolder();
  const leftOut = createLeftOut({
    path: join(folder, 'history.db'),
    clock: createFakeClock(Date.parse('2026-11-24T10:00:00Z')),
    onTrouble: fails,
  });
  expect(readdirSync(folder)).toEqual([]);
  leftOut.keep([piece(1), { table: 'tick', key: 7, data: null }]);
  leftOut.keep([piece(2)]);
  expect(leftOut.path).toBe(join(folder, 'history.left-out-2026-11-24.jsonl'));
  const lines = readFileSync(leftOut.path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { table: 'chunk', key: 1, base64: Buffer.alloc(60, 1).toString('base64') },
    { table: 'tick', key: 7, value: 'null' },
    { table: 'chunk', key: 2, base64: Buffer.alloc(60, 2).toString('base64') },
  ]);
  expect(statSync(leftOut.path).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
});

test('holds no more than its bound, over all days together', () => {
  const path = join(temporaryFolder(), 'history.db');
  const clock = createFakeClock();
  const options = { path, clock, onTrouble: fails, mostBytes: 300 };
  const first = createLeftOut(options);
  // What is too large takes no room from what is not.
  first.keep([piece(9, 300), piece(1), piece(2), piece(3)]);
  expect(keysIn(first.path)).toEqual([1, 2]);
  clock.advance(dayMs);
  const second = createLeftOut(options);
  second.keep([piece(4)]);
  expect(readdirSync(join(path, '..'))).toHaveLength(1);
  second.keep([piece(5, 0)]);
  expect(keysIn(second.path)).toEqual([5]);
});

test('goes on in a line of its own where somebody died in the middle of one', () => {
  const path = join(temporaryFolder(), 'history.db');
  const leftOut = createLeftOut({ path, clock: createFakeClock(), onTrouble: fails });
  leftOut.keep([piece(1)]);
  appendFileSync(leftOut.path, '{"table":"chunk","ke');
  leftOut.keep([piece(2)]);
  const lines = readFileSync(leftOut.path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.slice(0, 24))).toEqual([
    '{"table":"chunk","key":1',
    '{"table":"chunk","ke',
    '{"table":"chunk","key":2',
  ]);
});

test('that cannot be written is told once until it can be', () => {
  const path = join(temporaryFolder(), 'history.db');
  const troubles: unknown[] = [];
  const leftOut = createLeftOut({ path, clock: createFakeClock(), onTrouble: (caught) => troubles.push(caught) });
  mkdirSync(leftOut.path);
  expect([leftOut.keep([piece(1)]), leftOut.keep([piece(1)])]).toEqual([false, false]);
  expect(troubles).toMatchObject([{ code: 'EISDIR' }]);
  rmdirSync(leftOut.path);
  expect(leftOut.keep([piece(1)])).toBe(true);
  expect(keysIn(leftOut.path)).toEqual([1]);
});

describe.skipIf(lacksMounts())('on a full disk', () => {
  test('keeps all of it or nothing, and says which', () => {
    const disk = mountSmallDisk(1);
    const troubles: unknown[] = [];
    const leftOut = createLeftOut({
      path: join(disk.path, 'history.db'),
      clock: createFakeClock(),
      onTrouble: (caught) => troubles.push(caught),
    });
    expect(leftOut.keep([piece(1)])).toBe(true);
    // Half of it has room.
    expect(leftOut.keep([piece(2, 2 ** 20)])).toBe(false);
    expect(troubles).toMatchObject([{ code: 'ENOSPC' }]);
    expect(keysIn(leftOut.path)).toEqual([1]);
    expect(leftOut.keep([piece(3)])).toBe(true);
    expect(keysIn(leftOut.path)).toEqual([1, 3]);
  });
});
