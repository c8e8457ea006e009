import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  keyedLevel,
  levelRange,
  moveLevel,
  typeLevel,
  type Level,
} from '../../../src-renderer/thresholds/move-level.ts';
import { findSeries } from '../../../src-shared/metrics/find-series.ts';
import { parseRule, type Rule } from '../../../src-shared/protocol/rule.ts';

const rule: Rule = {
  series: 'cpu.total',
  instance: '*',
  direction: 'above',
  warn: 75,
  critical: 90,
  clear: 65,
  forMs: 30_000,
  keepMs: 30_000,
  enabled: true,
};
const battery: Rule = { ...rule, series: 'battery.charge', direction: 'below', warn: 20, critical: 10, clear: 25 };

function moved(from: Rule, level: Level, value: number): Rule {
  const found = findSeries(from.series);
  if (found === null) throw new Error(`The test's own series ${from.series} is unknown.`);
  return moveLevel(from, level, value, found.series, 100);
}

describe('moving a level', () => {
  test('rounds to the step of the series', () => {
    expect(moved(rule, 'warn', 77.6).warn).toBe(78);
    expect(moved({ ...rule, series: 'load.one', warn: 8, critical: 16, clear: 6 }, 'warn', 8.234).warn).toBe(8.2);
  });

  test('takes the clear level along, at the same distance', () => {
    expect(moved(rule, 'warn', 78)).toMatchObject({ warn: 78, clear: 68, critical: 90 });
    expect(moved(battery, 'warn', 30)).toMatchObject({ warn: 30, clear: 35 });
  });

  test('stops at the critical level, and at warn from the other side', () => {
    expect(moved(rule, 'warn', 97).warn).toBe(90);
    expect(moved(rule, 'critical', 20).critical).toBe(75);
    expect(moved(battery, 'warn', 3).warn).toBe(10);
  });

  test('moves the clear level alone, on the safe side of warn', () => {
    expect(moved(rule, 'clear', 60)).toMatchObject({ warn: 75, clear: 60 });
    expect(moved(rule, 'clear', 80).clear).toBe(75);
    expect(moved(battery, 'clear', 5).clear).toBe(20);
  });

  test('makes a rule that the server takes, from any level to any value', () => {
    const levels = fc.constantFrom<Level>('warn', 'critical', 'clear');
    const moves = fc.array(fc.tuple(levels, fc.double({ min: -500, max: 500, noNaN: true })), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(rule, battery), moves, (start, all) => {
        let now = start;
        for (const [level, value] of all) {
          now = moved(now, level, value);
          expect(parseRule(now)).toEqual(now);
        }
      }),
    );
  });
});

describe('typing a level', () => {
  const cpu = { min: 0, max: 100 };

  test('takes the clear level along, whatever is typed on the way', () => {
    let now = rule;
    for (const value of [null, 6, 60]) now = typeLevel(rule, now, 'warn', value, cpu);
    expect(now).toMatchObject({ warn: 60, clear: 50 });
  });

  test('leaves a clear level alone that was typed as well', () => {
    const cleared = typeLevel(rule, rule, 'clear', 40, cpu);
    expect(typeLevel(rule, cleared, 'warn', 60, cpu)).toMatchObject({ warn: 60, clear: 40 });
  });

  test('does not correct what makes no sense: that is for the sentence to say', () => {
    expect(typeLevel(rule, rule, 'warn', 97, cpu)).toMatchObject({ warn: 97, critical: 90 });
  });
});

describe('a key on a level', () => {
  const range = levelRange(rule, 'warn', { label: '', unit: 'percent', max: 100, colour: 'blue' }, 100);

  test('moves it by one step, with Shift by five, and to either end', () => {
    expect(keyedLevel('ArrowUp', false, 75, 1, range)).toBe(76);
    expect(keyedLevel('ArrowDown', true, 75, 1, range)).toBe(70);
    expect(keyedLevel('Home', false, 75, 1, range)).toBe(0);
    expect(keyedLevel('End', false, 75, 1, range)).toBe(90);
  });

  test('does nothing where it means something else', () => {
    expect(keyedLevel('Tab', false, 75, 1, range)).toBeNull();
  });
});
