import { expect, test } from 'vitest';
import { rebaseRule } from '../../../src-renderer/thresholds/rebase-rule.ts';
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

test('keeps what somebody else has changed meanwhile in fields that the change left alone', () => {
  const changed = { ...before, warn: 85, clear: null };
  const onto = { ...before, warn: 70, clear: 60, forMs: 5_000, enabled: false };
  expect(rebaseRule(before, changed, onto)).toEqual({ ...onto, warn: 85, clear: null });
});

test('is the rule in force for a change that changes nothing', () => {
  const onto = { ...before, critical: 99 };
  expect(rebaseRule(before, before, onto)).toEqual(onto);
});
