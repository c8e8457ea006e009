import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrange, type Cell, type Placeable } from '../../../src-renderer/cards/arrange.ts';

const chart = (id: string, span: 1 | 2 = 1): Placeable => ({
  id,
  span,
  heightPx: 330,
  grows: true,
  tall: false,
  small: false,
});
const list = (id: string, rows: number): Placeable => ({ ...chart(id), heightPx: 56 + 72 * rows, grows: false });
const small = (id: string): Placeable => ({ ...chart(id), heightPx: 112, grows: false, small: true });
const table: Placeable = { ...chart('processes', 2), heightPx: 560, tall: true };

const always = [chart('cpu', 2), chart('memory'), chart('load'), chart('disk'), chart('network')];
const workshop = [
  ...always,
  list('filesystem', 4),
  chart('temperature'),
  chart('gpu'),
  table,
  small('battery'),
  chart('self'),
];
const container = [
  ...always,
  list('filesystem', 1),
  small('temperature'),
  small('gpu'),
  table,
  small('battery'),
  chart('self'),
];

function rows(cells: readonly Cell[], columns: number): string[] {
  const made: string[] = [];
  let used = 0;
  for (const cell of cells) {
    if (used === 0) made.push('');
    const text = `${cell.ids.join('/')}${cell.span > 1 ? `:${String(cell.span)}` : ''}`;
    made.push(`${made.pop() ?? ''} ${text}`.trim());
    used = (used + cell.span) % columns;
  }
  return made;
}

describe('the overview', () => {
  test('has the order of the pictures in three columns', () => {
    expect(rows(arrange(workshop, 3), 3)).toEqual([
      'cpu:2 memory',
      'load disk network',
      'filesystem temperature gpu',
      'processes:2 self/battery',
    ]);
  });

  test('puts short cards beside the process table where a machine lacks sensors', () => {
    expect(rows(arrange(container, 3), 3)).toEqual([
      'cpu:2 memory',
      'load disk network',
      'processes:2 filesystem/self',
      'temperature gpu battery',
    ]);
  });

  test('is one column on a phone, with what is unsupported at the end', () => {
    const cells = arrange(workshop, 1);
    expect(cells.every((cell) => cell.span === 1 && cell.ids.length === 1)).toBe(true);
    expect(cells.map((cell) => cell.ids[0])).toEqual([
      'cpu',
      'memory',
      'load',
      'disk',
      'network',
      'filesystem',
      'temperature',
      'gpu',
      'self',
      'processes',
      'battery',
    ]);
  });

  test('puts a short card beneath a list that is lower than the charts beside it', () => {
    expect(rows(arrange(container, 2), 2)).toEqual([
      'cpu:2',
      'memory load',
      'disk network',
      'filesystem/temperature self',
      'processes:2',
      'gpu battery',
    ]);
  });

  test('widens what is left alone', () => {
    expect(arrange([chart('cpu', 2)], 3)).toEqual([{ span: 3, ids: ['cpu'] }]);
  });

  test('is empty without cards', () => {
    expect(arrange([], 3)).toEqual([]);
  });
});

test('every card has one place and no row has a hole, whatever is shown', () => {
  fc.assert(
    fc.property(
      fc.subarray(workshop),
      fc.subarray(container),
      fc.integer({ min: 1, max: 4 }),
      (left, right, columns) => {
        for (const cards of [left, right]) {
          const cells = arrange(cards, columns);
          expect(cells.flatMap((cell) => cell.ids).toSorted()).toEqual(cards.map((card) => card.id).toSorted());
          let used = 0;
          for (const cell of cells) {
            used += cell.span;
            expect(used).toBeLessThanOrEqual(columns);
            used %= columns;
          }
          expect(used).toBe(0);
        }
      },
    ),
  );
});
