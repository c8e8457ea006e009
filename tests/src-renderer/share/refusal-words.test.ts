import { expect, test } from 'vitest';
import { refusalWords } from '../../../src-renderer/share/refusal-words.ts';
import { limitNames } from '../../../src-shared/protocol/server-limits.ts';

test('only limits that were met are told, the one met most often first', () => {
  expect(refusalWords({ maxConnections: 0, maxMessageSize: 1, pairingTries: 1_200 })).toEqual([
    { limit: 'pairingTries', what: 'Pairing: too many wrong codes', times: '1,200 times' },
    { limit: 'maxMessageSize', what: 'Messages: too large', times: 'once' },
  ]);
  expect(refusalWords({})).toEqual([]);
});

test('connections that were only idle are none', () => {
  const counts = Object.fromEntries(limitNames.map((name) => [name, 1]));
  const told = refusalWords(counts).map(({ limit }) => limit);
  expect(told).toHaveLength(limitNames.length - 1);
  expect(told).not.toContain('idleTimeout');
});
