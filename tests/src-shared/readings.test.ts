import { describe, expect, test } from 'vitest';
import { readingsOf } from '../../src-shared/metrics/readings.ts';

const load = (one: number) => ({ load: { one, five: 2, fifteen: 3 } });

describe('the readings of a tick', () => {
  test('are its numbers in the order of the registry, with the names of their series', () => {
    const { layout, numbers } = readingsOf({
      temperature: { chip: 40 },
      filesystem: { '/': { total: 200, used: 50, usedShare: 25 } },
      load: { one: 1, five: 2, fifteen: 3 },
    });
    const named = layout.series.map((series, n) => `${series}@${String(layout.instances[n])} ${String(numbers[n])}`);
    expect(named).toEqual([
      'load.one@* 1',
      'load.five@* 2',
      'load.fifteen@* 3',
      'filesystem.total@/ 200',
      'filesystem.used@/ 50',
      'filesystem.usedShare@/ 25',
      'temperature.celsius@chip 40',
    ]);
    expect(new Set(layout.metrics)).toEqual(new Set(['load', 'filesystem', 'temperature']));
  });

  test('say null for what could not be read', () => {
    expect(readingsOf({ temperature: { chip: null } }).numbers).toEqual([null]);
  });

  test('share a layout with every tick that holds the same numbers, though others lie in between', () => {
    const first = readingsOf(load(1));
    const other = readingsOf({ ...load(1), temperature: { chip: 40 } });
    const again = readingsOf(load(2));
    expect(again.layout).toBe(first.layout);
    expect(again.numbers).toEqual([2, 2, 3]);
    expect(other.layout).not.toBe(first.layout);
  });

  test.each([
    ['another instance', { temperature: { board: 40 } }],
    ['another order', { temperature: { disk: 1, chip: 40 } }],
  ])('have a layout of their own with %s', (_what, values) => {
    expect(readingsOf(values).layout).not.toBe(readingsOf({ temperature: { chip: 40, disk: 1 } }).layout);
  });

  test('are gathered once for a tick, whoever asks', () => {
    const values = load(7);
    expect(readingsOf(values)).toBe(readingsOf(values));
  });
});
