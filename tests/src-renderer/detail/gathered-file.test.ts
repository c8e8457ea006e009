import { expect, test } from 'vitest';
import { gatherFile } from '../../../src-renderer/detail/gathered-file.ts';

const pieceBytes = 1024 * 1024;

test('a file is whole, in the order of its pieces, and of the type that was asked for', async () => {
  const file = gatherFile('text/csv;charset=utf-8');
  for (const text of ['time,a\r\n', '1,2\r\n']) file.add(new TextEncoder().encode(text));
  const whole = file.whole();
  expect(whole.type).toBe('text/csv;charset=utf-8');
  expect(await whole.text()).toBe('time,a\r\n1,2\r\n');
});

test('of a long file the page itself holds no more than the newest pieces', async () => {
  const file = gatherFile('text/plain');
  const pieces = Array.from({ length: 10 }, (_, n) => new Uint8Array(pieceBytes).fill(n + 1));
  for (const piece of pieces) file.add(piece);
  // What the browser has is not what the page can still change.
  for (const piece of pieces) piece.fill(0);
  const bytes = new Uint8Array(await file.whole().arrayBuffer());
  expect(bytes).toHaveLength(10 * pieceBytes);
  const found = pieces.map((_piece, n) => bytes[n * pieceBytes]);
  expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 0, 0]);
});
