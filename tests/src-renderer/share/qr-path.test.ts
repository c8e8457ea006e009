import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrPicture } from '../../../src-renderer/share/qr-path.ts';

test('the path fills exactly the black squares of the code', () => {
  const text = 'http://192.168.1.20:4780/#pair=K7QM4XPD';
  const { size, path } = qrPicture(text);
  const filled = new Set<string>();
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/gu)) {
    for (let at = Number(x); at < Number(x) + Number(width); at += 1) filled.add(`${String(at)},${String(Number(y))}`);
  }
  const black = encode(text, { ecc: 'M', border: 0 }).data.flatMap((row, y) =>
    row.flatMap((one, x) => (one ? [`${String(x)},${String(y)}`] : [])),
  );
  expect(size).toBe(29);
  expect([...filled].sort()).toEqual([...black].sort());
  expect(path.replace(/M\d+ \d+h(\d+)v1h-\1z/gu, '')).toBe('');
});
