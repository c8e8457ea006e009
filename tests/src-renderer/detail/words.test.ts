import { describe, expect, test } from 'vitest';
import { rangeWords } from '../../../src-renderer/charts/range-words.ts';
import { exportName } from '../../../src-renderer/detail/export-name.ts';
import { statCells } from '../../../src-renderer/detail/stat-cells.ts';

const at = (text: string) => new Date(text).getTime();

describe('words around a large chart', () => {
  test('a range of one day names the day once, a short one has seconds', () => {
    const now = at('2026-11-21T14:32:10');
    expect(rangeWords(at('2026-11-20T14:32:00'), at('2026-11-21T14:32:00'), now)).toBe(
      'Fri 20 Nov 14:32 to Sat 21 Nov 14:32',
    );
    expect(rangeWords(at('2026-11-21T14:27:10'), now, now)).toBe('Sat 21 Nov 14:27:10 to 14:32:10');
    expect(rangeWords(at('2024-02-01T10:00:00'), at('2024-02-01T12:00:00'), now)).toBe('1 Feb 2024 10:00 to 12:00');
  });

  test('a file is named after machine, series and range, without signs that a disk refuses', () => {
    const name = exportName(
      'work/shop:1',
      'Space used on /home',
      at('2026-11-20T14:32:00'),
      at('2026-11-21T09:05:00'),
      'csv',
    );
    expect(name).toBe('work-shop-1_Space-used-on-home_2026-11-20-1432_2026-11-21-0905.csv');
    expect(exportName('..', '', 0, 0, 'png')).toMatch(/^[\d-]+_[\d-]+\.png$/u);
  });

  test('figures have units, an absent one is none, and a day to compare with stands before the gaps', () => {
    const summary = { min: 1.39, avg: 17.1, max: 97.8, p95: 26.2, noDataMs: 43 * 60_000 };
    const cells = statCells('percent', summary, { label: 'yesterday', average: null });
    expect(cells.map(({ name }) => name)).toEqual([
      'average',
      'lowest',
      'highest',
      '95 % of the time below',
      'yesterday',
      'no data',
    ]);
    expect(cells.map(({ written }) => written)).toEqual([
      { text: '17.1', unit: '%' },
      { text: '1.39', unit: '%' },
      { text: '97.8', unit: '%' },
      { text: '26.2', unit: '%' },
      null,
      { text: '43', unit: 'min' },
    ]);
    expect(statCells('percent', null, null).every(({ written }) => written === null)).toBe(true);
    expect(statCells('percent', { ...summary, noDataMs: 0 }, null).at(-1)).toMatchObject({ written: null, raw: 0 });
  });
});
