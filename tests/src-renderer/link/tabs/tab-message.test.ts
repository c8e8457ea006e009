import { expect, test } from 'vitest';
import { parseTabMessage } from '../../../../src-renderer/link/tabs/tab-message.ts';

const lead = {
  type: 'lead',
  from: 'A',
  term: 3,
  sinceMs: 1,
  isVisible: true,
  call: false,
  viewer: 'V',
  phase: 'live',
  retryAtMs: null,
  inForce: null,
};

test('a claim that no later one could top is none', () => {
  expect(parseTabMessage(lead)).toEqual(lead);
  for (const term of [1e308, Number.MAX_SAFE_INTEGER + 1, -1, 1.5, Infinity]) {
    expect(parseTabMessage({ ...lead, term })).toBeNull();
  }
});
