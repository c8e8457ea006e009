import { expect, test } from 'vitest';
import { createRuleAuthors } from '../../../src-renderer/state/rule-authors.ts';
import type { Rule, Rules } from '../../../src-shared/protocol/rule.ts';

const general: Rule = {
  series: 'network.received',
  instance: '*',
  direction: 'above',
  warn: 80,
  critical: 95,
  clear: 75,
  forMs: 0,
  keepMs: 0,
  enabled: true,
};
const own: Rule = { ...general, instance: 'eth0' };
const state = (revision: number, by: string, ...rules: Rule[]): Rules => ({ revision, by, rules });

test('knows who changed, added or removed a rule last, also by changing the one for all', () => {
  const authors = createRuleAuthors();
  const states = [
    state(1, 'x', general),
    state(2, 'ann', general, own),
    state(3, 'bob', { ...general, warn: 70 }, own),
    state(4, 'cem', { ...general, warn: 70 }),
  ] as const;
  expect(authors.of(own)).toBeNull();
  authors.note(states[0], states[1]);
  expect([authors.of(own), authors.of(general)]).toEqual(['ann', null]);
  authors.note(states[1], states[2]);
  expect([authors.of(own), authors.of(general)]).toEqual(['bob', 'bob']);
  authors.note(states[2], states[3]);
  expect([authors.of(own), authors.of(general)]).toEqual(['cem', 'bob']);
  authors.clear();
  expect(authors.of(general)).toBeNull();
});
