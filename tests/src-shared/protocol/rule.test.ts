import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src-shared/fault.ts';
import { definitionOf, metricIds } from '../../../src-shared/metrics/registry.ts';
import { defaultRules } from '../../../src-shared/protocol/default-rules.ts';
import { parseRule } from '../../../src-shared/protocol/rule.ts';

const good = {
  series: 'cpu.total',
  instance: '*',
  direction: 'above',
  warn: 80,
  critical: 95,
  clear: 70,
  forMs: 30_000,
  keepMs: 30_000,
  enabled: true,
};

function refusalOf(input: unknown): string {
  try {
    parseRule(input);
  } catch (caught) {
    if (caught instanceof Fault && caught.code === 'invalid_rule') return caught.message;
    throw caught;
  }
  return 'none';
}

describe('a rule', () => {
  test.each([
    ['as it is', {}],
    ['without critical', { critical: null }],
    ['without warn', { warn: null, clear: 90 }],
    ['without a clear level', { clear: null }],
    ['with all levels in one place', { warn: 80, critical: 80, clear: 80 }],
    ['that looks below', { direction: 'below', warn: 20, critical: 10, clear: 30 }],
    ['for one core', { series: 'cpu.cores', instance: '3' }],
    ['for one mount point', { series: 'filesystem.usedShare', instance: '/' }],
    ['for a value that may be negative', { series: 'temperature.celsius', warn: -10, critical: 5, clear: -20 }],
  ])('is good %s', (_how, change) => {
    expect(parseRule({ ...good, ...change })).toEqual({ ...good, ...change });
  });

  test.each([
    ['series', { series: 'cpu.nope' }],
    ['series', { series: 'cpu.constructor' }],
    ['series', { series: 'cpu.cores@3' }],
    ['instance', { instance: 'eth0' }],
    ['instance', { instance: '' }],
    ['instance', { series: 'filesystem.usedShare', instance: 'x'.repeat(257) }],
    ['direction', { direction: 'beside' }],
    ['warn', { warn: null, critical: null }],
    ['warn', { warn: '80' }],
    ['warn', { warn: Number.NaN }],
    ['warn', { warn: 96 }],
    ['warn', { direction: 'below', warn: 10, critical: 20, clear: 30 }],
    ['critical', { critical: 101 }],
    ['clear', { clear: 81 }],
    ['clear', { clear: -1 }],
    ['clear', { warn: null, clear: 96 }],
    ['clear', { direction: 'below', warn: 20, critical: 10, clear: 15 }],
    ['forMs', { forMs: -1 }],
    ['forMs', { forMs: 1.5 }],
    ['keepMs', { keepMs: 86_400_001 }],
    ['enabled', { enabled: 1 }],
    ['extra', { extra: true }],
  ])('is refused with the name of its field: %s %o', (field, change) => {
    expect(refusalOf({ ...good, ...change })).toContain(`"${field}"`);
  });

  test('is refused with a word of what it lacks, and of what it has too much', () => {
    const lacking = Object.fromEntries(Object.entries(good).filter(([key]) => key !== 'keepMs'));
    expect(refusalOf(lacking)).toBe('The rule\'s "keepMs" is missing.');
    expect(refusalOf({ ...good, extra: 1 })).toBe('The rule\'s "extra" is not part of a rule.');
  });

  test.each([[undefined], [null], ['rule'], [5]])('is refused where it is %o', (input) => {
    expect(refusalOf(input)).toBe('The rule is not an object.');
  });
});

describe('the defaults', () => {
  test('are good rules, at most one for each series', () => {
    const rules = defaultRules();
    expect(rules.map(parseRule)).toEqual(rules);
    expect(new Set(rules.map(({ series }) => series)).size).toBe(rules.length);
  });

  test('cover every metric', () => {
    expect(metricIds.filter((id) => (definitionOf(id).thresholds ?? []).length === 0)).toEqual([]);
  });
});
