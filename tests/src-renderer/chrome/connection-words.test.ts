import { describe, expect, test } from 'vitest';
import { announcement, badgeWords, noticeWords } from '../../../src-renderer/chrome/connection-words.ts';
import type { ConnectionState } from '../../../src-renderer/state/model.ts';

const nowMs = 1_700_000_100_000;
const live: ConnectionState = {
  phase: 'live',
  latencyMs: 17.6,
  retryAtMs: null,
  reason: null,
  lastSampleAtMs: nowMs - 400,
  movedTo: null,
  control: 'ws',
};
const page = (connection: Partial<ConnectionState> = {}, paused = false, waiting = 0) => ({
  connection: { ...live, ...connection },
  pausedAtMs: paused ? nowMs : null,
  waiting,
  nowMs,
  hello: null,
});
const badge = (...given: Parameters<typeof page>) => {
  const { before, state, after } = badgeWords(page(...given));
  return [before, state, after].filter((part) => part !== null).join(' · ');
};
const notice = (...given: Parameters<typeof page>) => noticeWords(page(...given))?.sentence ?? null;

describe('the badge says', () => {
  test.each([
    ['SSE · live · 18 ms', {}],
    ['SSE · live', { latencyMs: null }],
    ['long poll · 18 ms', { phase: 'poll' as const }],
    ['connecting', { phase: 'connecting' as const }],
    ['retrying in 4 s', { phase: 'retrying' as const, retryAtMs: nowMs + 4_200 }],
    ['retrying now', { phase: 'retrying' as const, retryAtMs: null }],
    ['stale · 34 s old', { phase: 'stale' as const, lastSampleAtMs: nowMs - 34_000 }],
  ])('%s', (words, connection) => {
    expect(badge(connection)).toBe(words);
  });

  test('how many samples wait while it is paused, but being cut off is graver', () => {
    expect(badge({}, true, 56)).toBe('paused · +56 samples');
    expect(badge({}, true, 1)).toBe('paused · +1 sample');
    expect(badge({ phase: 'retrying', retryAtMs: nowMs + 4_000 }, true, 56)).toBe('retrying in 4 s');
  });
});

describe('the notice', () => {
  test('is silent while the page is live', () => {
    expect(notice()).toBeNull();
    expect(notice({ phase: 'poll' })).toBeNull();
  });

  test('tells the age of the numbers and the time of the next try', () => {
    expect(notice({ phase: 'retrying', lastSampleAtMs: nowMs - 12_000, retryAtMs: nowMs + 4_000 })).toBe(
      'Last sample 12 s ago, retrying in 4 s',
    );
    expect(notice({ phase: 'retrying', lastSampleAtMs: null, retryAtMs: nowMs + 4_000 })).toBe(
      'No connection yet, retrying in 4 s',
    );
    const reason = 'This server asks for a token.';
    expect(notice({ phase: 'retrying', lastSampleAtMs: null, retryAtMs: nowMs + 4_000, reason })).toBe(
      'This server asks for a token. No connection yet, retrying in 4 s',
    );
    expect(notice({}, true, 56)).toBe('Paused. 56 samples wait, none is lost.');
  });

  test('is read out once per state, not once per second', () => {
    const said = [4_000, 3_000, 2_000].map((inMs) =>
      announcement(page({ phase: 'retrying', retryAtMs: nowMs + inMs })),
    );
    expect(new Set(said).size).toBe(1);
    expect(announcement(page({}, true, 1))).toBe(announcement(page({}, true, 2)));
  });
});
