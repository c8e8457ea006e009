import { describe, expect, test } from 'vitest';
import { unionFilter } from '../../../../src-renderer/link/tabs/union-filter.ts';

const busiest = { top: 10, sort: 'cpu', match: '' } as const;
const largest = { top: 10, sort: 'memory', match: '' } as const;

describe('the filter of the shared stream', () => {
  test('is a tab’s own where it is alone', () => {
    const filter = { instances: ['eth0'], intervalMs: 7_001, processes: largest };
    expect(unionFilter([filter])).toBe(filter);
  });

  test('holds the metrics of all, and all where one wants all', () => {
    expect(unionFilter([{ metrics: ['disk'] }, { metrics: ['cpu', 'disk'] }])).toEqual({ metrics: ['cpu', 'disk'] });
    expect(unionFilter([{ metrics: ['disk'] }, {}])).toEqual({});
    expect(unionFilter([{ metrics: [] }, { metrics: [], intervalMs: 2_000 }])).toEqual({ metrics: [] });
  });

  test('has read faster what any of them wants to see so, as far as one viewer may', () => {
    expect(unionFilter([{ fast: ['memory'] }, {}])).toEqual({ fast: ['memory'] });
    expect(
      unionFilter([
        { metrics: ['load'], fast: ['memory'] },
        { metrics: ['cpu'], fast: ['cpu'] },
      ]),
    ).toEqual({
      metrics: ['cpu', 'load'],
      fast: ['cpu', 'memory'],
    });
    const three = unionFilter([{ fast: ['network'] }, { fast: ['memory'] }, { fast: ['cpu'] }]);
    expect(three.fast).toHaveLength(2);
  });

  test('takes nothing that is read faster from those who have it', () => {
    const all = [{ fast: ['network' as const] }, { fast: ['memory' as const] }, { fast: ['cpu' as const] }];
    expect(unionFilter(all, ['network', 'memory'])).toEqual({ fast: ['network', 'memory'] });
    expect(unionFilter(all.slice(1), ['network', 'memory'])).toEqual({ fast: ['memory', 'cpu'] });
  });

  test('has an interval that fits into those of all', () => {
    const of = (...all: number[]) => unionFilter(all.map((intervalMs) => ({ intervalMs }))).intervalMs;
    expect(of(2_000, 10_000)).toBe(2_000);
    expect(of(2_000, 5_000)).toBe(1_000);
    expect(of(10_000, 10_000)).toBe(10_000);
    // No interval that may be asked for fits: every sample, then.
    expect(of(1_000, 1_050)).toBeUndefined();
    expect(unionFilter([{ intervalMs: 2_000 }, {}])).toEqual({});
  });

  test('brings a metric that is read at every tick along for those that are slower', () => {
    expect(unionFilter([{ metrics: ['filesystem'], intervalMs: 10_000 }, { metrics: ['filesystem'] }])).toEqual({
      metrics: ['cpu', 'filesystem'],
    });
    const slow = { metrics: ['filesystem' as const], intervalMs: 10_000 };
    expect(unionFilter([slow])).toEqual({ metrics: ['cpu', 'filesystem'], intervalMs: 10_000 });
    expect(unionFilter([slow, slow])).toEqual({ metrics: ['cpu', 'filesystem'], intervalMs: 10_000 });
    expect(unionFilter([{ metrics: ['filesystem'] }])).toEqual({ metrics: ['filesystem'] });
  });

  test('names instances only where all name the same', () => {
    expect(unionFilter([{ instances: ['lo', 'sda'] }, { instances: ['sda', 'lo'] }])).toEqual({
      instances: ['lo', 'sda'],
    });
    expect(unionFilter([{ instances: ['lo'] }, { instances: ['sda'] }])).toEqual({});
    expect(unionFilter([{ instances: ['lo'] }, {}])).toEqual({});
  });

  test('cuts the table as all want it who show it, and as usual where they differ', () => {
    expect(unionFilter([{ processes: largest }, { processes: largest, metrics: ['processes'] }])).toEqual({
      processes: largest,
    });
    expect(unionFilter([{ processes: largest }, { metrics: ['cpu'], processes: busiest }])).toEqual({
      processes: largest,
    });
    expect(unionFilter([{ processes: largest }, { processes: busiest }])).toEqual({});
    expect(unionFilter([{ processes: largest }, {}])).toEqual({});
  });
});
