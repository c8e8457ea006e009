import { expect, test } from 'vitest';
import { changeWords } from '../../../src-renderer/thresholds/change-words.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';

const before: Rule = {
  series: 'cpu.total',
  instance: '*',
  direction: 'above',
  warn: 80,
  critical: 95,
  clear: 75,
  forMs: 30_000,
  keepMs: 30_000,
  enabled: true,
};

test('what somebody made of a rule is told in words, and nothing else', () => {
  expect(changeWords(before, before, 'percent')).toBe('');
  expect(changeWords(before, { ...before, warn: 70, clear: 60 }, 'percent')).toBe('warn 70 %, clear below 60 %');
  expect(changeWords(before, { ...before, critical: null, forMs: 0, keepMs: 60_000 }, 'percent')).toBe(
    'critical none, for 0 s, clears after 1 min',
  );
  expect(changeWords(before, { ...before, enabled: false, direction: 'below' }, 'percent')).toBe(
    'switched off, fires below',
  );
});
