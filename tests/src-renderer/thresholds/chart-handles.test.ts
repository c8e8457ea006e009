import { describe, expect, test } from 'vitest';
import { chartHandles, nearestHandle, toldHandle } from '../../../src-renderer/thresholds/chart-handles.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';

const rule: Rule = {
  series: 'load.one',
  instance: '*',
  direction: 'above',
  warn: 8,
  critical: 16,
  clear: 6,
  forMs: 0,
  keepMs: 0,
  enabled: true,
};
const definition = { label: '1 min', unit: 'load', colour: 'blue' } as const;
const shown = { threshold: { series: 'load.one', instance: '*', definition, lines: ['one'], factor: 1 }, rule };
const handles = (max: number, withClear = false) =>
  chartHandles([shown], { min: 0, max }, 230, () => withClear).map(({ level, lineY, beyond, short }) => ({
    level,
    lineY,
    beyond,
    short,
  }));

describe('the handles of a chart', () => {
  test('stand at the pixels of their levels', () => {
    expect(handles(20)).toEqual([
      { level: 'critical', lineY: 48, beyond: null, short: '16' },
      { level: 'warn', lineY: 128, beyond: null, short: '8' },
    ]);
  });

  test('stay at the edge where the axis does not reach a level', () => {
    expect(handles(10)[0]).toEqual({ level: 'critical', lineY: 8, beyond: 'above', short: '16' });
  });

  test('have one for the clear level only while it is shown', () => {
    expect(handles(20, true).map(({ level }) => level)).toEqual(['critical', 'warn', 'clear']);
  });

  test('a touch between two means the nearer one', () => {
    const all = chartHandles([shown], { min: 0, max: 20 }, 230, () => false);
    expect(nearestHandle(all, 80)?.level).toBe('critical');
    expect(nearestHandle(all, 95)?.level).toBe('warn');
    expect(nearestHandle([], 80)).toBeNull();
  });

  test('what somebody else moved is told at that level, with what it was', () => {
    const all = chartHandles([shown], { min: 0, max: 20 }, 230, () => false);
    const told = toldHandle(all, [{ rule, before: { ...rule, critical: 12 } }]);
    expect(told).toMatchObject({ handle: { level: 'critical' }, was: 12 });
    expect(toldHandle(all, [{ rule: { ...rule, series: 'load.five' }, before: null }])).toBeNull();
  });
});
