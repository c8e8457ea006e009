import { describe, expect, test } from 'vitest';
import { DamagedContent } from '../../../src-main/history/storage-trouble.ts';
import { createShapes, decodeTickRow, encodeTickRow, type TickRow } from '../../../src-main/history/tick-row.ts';

const t = 1_700_000_000_000;
const intern = createShapes();

function rowOf(ids: readonly number[], hasSpread = false): TickRow {
  const avg = Float32Array.from(ids, (id) => id / 2);
  const spread = { min: avg.map((one) => one - 1), max: avg.map((one) => one + 1), counts: Uint32Array.from(ids) };
  return { t, shape: intern(ids), avg, spread: hasSpread ? spread : null };
}

describe('the row of a tick', () => {
  test.each([
    ['neighbours', [1, 2, 3, 4, 5]],
    ['with holes', [1, 2, 3, 7, 9, 10]],
    ['in another order', [12, 3, 2, 1, 4, 5, 40]],
    ['a single one', [4_000_000_000]],
    ['none', []],
  ])('comes back as it was, its columns being %s', (_, ids) => {
    for (const hasSpread of [false, true]) {
      const row = rowOf(ids, hasSpread);
      expect(decodeTickRow(t, encodeTickRow(row), intern)).toEqual(row);
    }
  });

  test('of a hundred neighbours takes little more than their values', () => {
    const ids = Array.from({ length: 100 }, (_, n) => n + 1);
    expect(encodeTickRow(rowOf(ids)).byteLength).toBe(4 * (100 + 5));
  });

  test('is damaged when any of its words was changed, whatever that says of its columns', () => {
    const cells = encodeTickRow(rowOf([1, 2, 3, 7, 9, 10], true));
    for (let word = 0; word < cells.byteLength / 4; word += 1) {
      for (const change of [1, 0x7fff_ffff, 0xffff_ffff]) {
        const words = new Uint32Array(cells.slice().buffer);
        words[word] = ((words[word] ?? 0) ^ change) >>> 0;
        expect(() => decodeTickRow(t, new Uint8Array(words.buffer), intern)).toThrow(DamagedContent);
      }
    }
  });

  test('is damaged when its columns are more or fewer than it says, though nobody changed it', () => {
    const row = rowOf([1, 2, 3]);
    for (const runs of [[1, 2], [1, 4], [1, 0xffff_ffff], []]) {
      const cells = encodeTickRow({ ...row, shape: { ...row.shape, runs } });
      expect(() => decodeTickRow(t, cells, intern)).toThrow(DamagedContent);
    }
  });
});
