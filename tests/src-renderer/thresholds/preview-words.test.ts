import { describe, expect, test } from 'vitest';
import { inAllWords, lastedWords, reachWords, wouldWords } from '../../../src-renderer/thresholds/preview-words.ts';
import type { Preview } from '../../../src-shared/protocol/preview.ts';

const to = 1_700_000_000_000;
const minute = 60_000;
const first = { instance: '*', at: to - 10 * minute, level: 'warn', untilMs: to - 8 * minute, peak: 97.8 } as const;
const last = { ...first, at: to - 42_000, untilMs: null };

function preview(change: Partial<Preview>): Preview {
  return {
    fired: [],
    count: 0,
    from: to - 24 * 60 * minute,
    to,
    covered: { from: to - 15 * minute, to },
    ...change,
  };
}

describe('the sentence of a preview', () => {
  test('speaks of the time for which there are values, not of that which was asked for', () => {
    expect(wouldWords(preview({ count: 3 }))).toBe('would have fired 3 times in the last 15 min');
    expect(wouldWords(preview({ count: 1, covered: { from: to - 90 * minute, to } }))).toBe(
      'would have fired once in the last 2 h',
    );
  });

  test('a day is told in hours, more than a day in days', () => {
    const covering = (hours: number) =>
      wouldWords(preview({ count: 2, covered: { from: to - hours * 60 * minute, to } }));
    expect(covering(24)).toBe('would have fired 2 times in the last 24 h');
    expect(covering(7 * 24)).toBe('would have fired 2 times in the last 7 d');
    expect(covering(77)).toBe('would have fired 2 times in the last 3 d 5 h');
  });

  test('says how far back it could look, where that is less than was asked for', () => {
    expect(reachWords(preview({}))).toBe('Looked at the newest 15 min of 24 h.');
    expect(reachWords(preview({ covered: { from: to - 24 * 60 * minute, to } }))).toBe('');
    expect(reachWords(preview({ covered: { from: to - 24 * 60 * minute + 30_000, to } }))).toBe('');
    expect(reachWords(preview({ covered: null }))).toBe('');
  });

  test('says in words that it would not have fired, or that nothing is known', () => {
    expect(wouldWords(preview({ covered: { from: to - 20_400, to } }))).toBe('would not have fired in the last 20 s');
    expect(wouldWords(preview({ covered: null }))).toBe('has no values yet to be tried on');
  });

  test('adds up the times, counting one that is still on up to now', () => {
    const both = preview({ fired: [first, last], count: 2 });
    expect(inAllWords(both)).toBe('2 min 42 s in all');
    expect(lastedWords(first, both)).toBe('for 2 min');
    expect(lastedWords(last, both)).toBe('for 42 s, still on');
  });

  test('adds up nothing where the list is not complete', () => {
    expect(inAllWords(preview({ fired: [last], count: 300 }))).toBe('');
    expect(inAllWords(preview({}))).toBe('');
  });
});
