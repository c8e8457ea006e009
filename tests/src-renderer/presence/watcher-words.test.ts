import { expect, test } from 'vitest';
import { transportsWords, viewersWords, watcherWords } from '../../../src-renderer/presence/watcher-words.ts';

const watcher = { presenceId: 'p', name: 'curl', role: 'viewer', transport: 'poll', sinceMs: 1_000_000 } as const;

test.each([
  [0, 'viewer · long poll · since a moment ago'],
  [-5_000, 'viewer · long poll · since a moment ago'],
  [59_999, 'viewer · long poll · since a moment ago'],
  [4 * 60_000 + 30_000, 'viewer · long poll · for 4 min'],
  [2 * 3_600_000 + 60_000, 'viewer · long poll · for 2 h 1 min'],
])('who came %i ms ago is "%s"', (ageMs, words) => {
  expect(watcherWords(watcher, watcher.sinceMs + ageMs)).toBe(words);
});

test.each([
  [{ viewers: 0, sse: 0, poll: 0 }, '0 viewers', ''],
  [{ viewers: 1, sse: 1, poll: 0 }, '1 viewer', '1 SSE'],
  [{ viewers: 3, sse: 2, poll: 1 }, '3 viewers', '2 SSE, 1 long poll'],
])('%o is "%s", "%s"', (presence, viewers, transports) => {
  expect([viewersWords(presence), transportsWords(presence)]).toEqual([viewers, transports]);
});
