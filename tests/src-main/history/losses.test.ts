import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type HistoryFile, openHistoryFile } from '../../../src-main/history/history-file.ts';
import type { RottenPiece } from '../../../src-main/history/left-out.ts';
import { createLosses } from '../../../src-main/history/losses.ts';
import { DamagedContent } from '../../../src-main/history/storage-trouble.ts';
import { finestTier } from '../../../src-main/history/tiers.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { start } from './kept-history.ts';

const minute = 60_000;
const keys = { chunk: 'key', tick: 't', top: 't', top_minute: 't' } as const;

/** A file whose pieces are looked up when they are put aside: true for each that still stood there as it was found. */
function openWatched(): { readonly file: HistoryFile; readonly stoodThere: (readonly [string, boolean])[] } {
  const stoodThere: (readonly [string, boolean])[] = [];
  const file: HistoryFile = openHistoryFile(join(temporaryFolder(), 'history.db'), {
    keep(pieces) {
      stoodThere.push(...pieces.map((piece) => [piece.table, stands(piece)] as const));
      return true;
    },
  });
  function stands({ table, key, data }: RottenPiece): boolean {
    const select = file.database.prepare(`SELECT 1 FROM ${table} WHERE ${keys[table]} = ? AND data IS ?`);
    return select.rows(key, data).length === 1;
  }
  return { file, stoodThere };
}

const row = { pid: 7, name: 'job', user: 'ann', cpu: 99, memory: 1_024 };

test('processes that are packed or thinned are put aside first where they are damaged', () => {
  const { file, stoodThere } = openWatched();
  for (const n of [0, 1, 2]) file.save({ columns: [], rows: [], marks: [], tops: [{ t: start + n, top: [row] }] });
  file.database.exec(`UPDATE top SET data = x'00' WHERE t = ${String(start + 1)}`);
  // One more, so that the file is asked and not the memory.
  file.database.exec(`INSERT INTO top (t, data) VALUES (${String(start + 3)}, x'00')`);
  expect(file.tops.packMinute(start + 2 * minute)).toBe(true);
  expect(stoodThere).toEqual([
    ['top', true],
    ['top', true],
  ]);
  file.losses.remove();

  file.database.exec(`UPDATE top_minute SET data = x'00'`);
  expect(file.tops.thinMinute(start + 2 * minute)).toBe(true);
  expect(stoodThere.slice(2)).toEqual([['top_minute', true]]);
  file.close();
});

test.each(['replaced', 'dropped'])('a chunk that is %s is put aside first where it is damaged', (how) => {
  const { file, stoodThere } = openWatched();
  const avg = Float32Array.of(1, 2);
  const chunk = { offsets: Float64Array.of(0, 1_000), avg, min: avg, max: avg, counts: Float64Array.of(1, 1) };
  file.chunks.write(finestTier, 1, start, chunk);
  file.database.exec(`UPDATE chunk SET data = x'00'`);
  expect(file.chunks.read(finestTier, 1, start)).toBeNull();
  if (how === 'replaced') file.chunks.write(finestTier, 1, start, chunk);
  else file.chunks.remove(finestTier, 1, start);
  expect(stoodThere).toEqual([['chunk', true]]);
  file.losses.remove();
  expect(stoodThere).toHaveLength(1);
  file.close();
});

test('what is aside is not put there again where its deletion fails, though it is read once more', () => {
  const kept: RottenPiece[] = [];
  let isFull = true;
  const leftOut = { keep: (pieces: readonly RottenPiece[]) => kept.push(...pieces) > 0 };
  const losses = createLosses(leftOut, (run) => {
    if (isFull) throw new Error('full');
    run();
  });
  const removed: number[] = [];
  const meet = (key: number) =>
    losses.orElse(
      { table: 'chunk', key, data: new Uint8Array([key]) },
      null,
      () => {
        throw new DamagedContent('rotten');
      },
      () => removed.push(key),
    );
  const keptKeys = () => kept.map(({ key }) => key);
  meet(1);
  expect(() => {
    losses.remove();
  }).toThrow('full');
  meet(1);
  meet(2);
  isFull = false;
  losses.remove();
  expect([keptKeys(), removed]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(losses.takeMet()).toEqual({ pieces: 2, moments: 0 });
});
