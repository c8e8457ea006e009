import { expect, test } from 'vitest';
import { csvRows } from '../../../src-main/history/csv.ts';

test('a long export lets the others have their turn after each series, however much of it that reads', async () => {
  const order: string[] = [];
  const series = ['one', 'two', 'three'].map((name) => ({
    name,
    read() {
      order.push(name);
      setImmediate(() => order.push(`after ${name}`));
      return { min: [1], avg: [2], max: [3] };
    },
  }));
  let text = '';
  for await (const piece of csvRows(series, { from: 0, to: 1_000 }, 1_000, new AbortController().signal)) text += piece;
  expect(order.slice(0, -1)).toEqual(['one', 'after one', 'two', 'after two', 'three']);
  expect(text).toBe(
    'time,one min,one avg,one max,two min,two avg,two max,three min,three avg,three max\r\n' +
      '1970-01-01T00:00:00.000Z,1,2,3,1,2,3,1,2,3\r\n',
  );
});
