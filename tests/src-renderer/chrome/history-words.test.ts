import { describe, expect, test } from 'vitest';
import { historyWords } from '../../../src-renderer/chrome/history-words.ts';
import type { HistoryNotice } from '../../../src-shared/protocol/history-status.ts';

const damaged = { kind: 'damaged', atMs: 5, message: 'A new history was started.' } as const;

describe('what the page says about the history', () => {
  test('is nothing while it is kept, turned off, or unknown', () => {
    const off: HistoryNotice = { state: { kind: 'off', reason: 'It was turned off.' }, news: [] };
    expect(historyWords(null, new Set())).toEqual([]);
    expect(historyWords({ state: { kind: 'keeping' }, news: [] }, new Set())).toEqual([]);
    expect(historyWords(off, new Set())).toEqual([]);
  });

  test('is why it is paused and that the rest goes on, for as long as it lasts', () => {
    const state = { kind: 'paused', sinceMs: 1, reason: 'the disk is full.' } as const;
    expect(historyWords({ state, news: [] }, new Set())).toEqual([
      { look: 'warn', sentence: 'History paused: the disk is full. Live view and alerts go on.', readId: null },
    ]);
  });

  test('is the news until it has been read, and then the next', () => {
    const history: HistoryNotice = { state: { kind: 'keeping' }, news: [damaged] };
    const [first] = historyWords(history, new Set());
    expect(first).toMatchObject({ look: 'warn', sentence: 'A new history was started.' });
    const read = new Set([first?.readId ?? '']);
    expect(historyWords(history, read)).toEqual([]);
    expect(historyWords({ ...history, news: [{ ...damaged, atMs: 6 }] }, read)).toHaveLength(1);
  });
});
