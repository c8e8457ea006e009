import { expect, test } from 'vitest';
import type { Chunk } from '../../../src-main/history/chunk-codec.ts';
import { gatherColumns } from '../../../src-main/history/gather-columns.ts';
import { createChunkBuilder } from '../../../src-main/history/merge-chunk.ts';
import { createRecentRows } from '../../../src-main/history/recent-rows.ts';
import { createShapes, type TickRow } from '../../../src-main/history/tick-row.ts';

const start = 1_700_000_000_000;

/** An hour of rows of a machine whose metrics have periods of their own, and one of which comes late and goes again. */
function anHour(): readonly TickRow[] {
  const intern = createShapes();
  return Array.from({ length: 3_600 }, (_, second) => {
    const ids = [3, 1, ...(second % 5 === 0 ? [7] : []), ...(second > 700 && second < 1_100 ? [9, 2] : [])];
    return {
      t: start + second * 1_000 + (second % 3),
      shape: intern(ids),
      avg: Float32Array.from(ids, (id) => id * 10_000 + second),
      spread: null,
    };
  });
}

function gather(rows: readonly TickRow[]): { readonly chunkOf: (id: number) => Chunk | null; readonly pieces: number } {
  const steps = gatherColumns(rows, start);
  for (let pieces = 1; ; pieces += 1) {
    const step = steps.next();
    if (step.done === true) return { chunkOf: step.value, pieces };
  }
}

test('the columns of an hour are those that going through it for each column finds', () => {
  const rows = anHour();
  const recent = createRecentRows();
  for (const row of rows) recent.add(row);
  const { chunkOf, pieces } = gather(rows);
  expect(pieces).toBeGreaterThan(5);
  for (const id of [1, 2, 3, 7, 9]) {
    const builder = createChunkBuilder(start);
    recent.visit(id, { from: start, to: start + 3_600_000 }, builder.visit);
    expect(chunkOf(id)).toEqual(builder.build());
  }
  expect(chunkOf(4)).toBeNull();
});

test('a column with few readings takes little room', () => {
  const { chunkOf } = gather(anHour());
  expect(chunkOf(9)?.avg.buffer.byteLength).toBeLessThan(3_600 * 4);
  expect(chunkOf(9)?.avg.length).toBe(399);
});
