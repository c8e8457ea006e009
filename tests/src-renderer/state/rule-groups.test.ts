import { describe, expect, test } from 'vitest';
import { changedRules, groupRules, ruleIn } from '../../../src-renderer/state/rule-groups.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';

const every: Rule = {
  series: 'disk.busy',
  instance: '*',
  direction: 'above',
  warn: 90,
  critical: null,
  clear: 70,
  forMs: 60_000,
  keepMs: 60_000,
  enabled: true,
};
const own: Rule = { ...every, instance: 'nvme0n1', warn: 60 };

describe('the rules of a series', () => {
  test('begin with that for every instance, in whatever order they came', () => {
    expect(groupRules([own, every]).get('disk.busy')).toEqual([every, own]);
  });

  test('a rule for one instance wins over that for every one, also to switch it off', () => {
    const off = { ...own, enabled: false };
    expect(ruleIn([every, off], 'nvme0n1')).toBe(off);
    expect(ruleIn([every, off], 'sda')).toBe(every);
    expect(ruleIn([own], 'sda')).toBeNull();
  });
});

describe('what a change of the rules is', () => {
  test('is a rule that is new, and one that says something else, with what it said', () => {
    const moved = { ...every, warn: 80 };
    expect(changedRules([every], [moved, own])).toEqual([
      { rule: moved, before: every },
      { rule: own, before: null },
    ]);
  });

  test('is nothing where the same rules came again', () => {
    expect(changedRules([every, own], [{ ...own }, { ...every }])).toEqual([]);
  });
});
