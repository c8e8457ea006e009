import { expect, test } from 'vitest';
import { calmDurationWords, intervalWords } from '../../../src-renderer/chrome/time-words.ts';
import { durationWords } from '../../../src-shared/duration-words.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test('a stretch of time has its two largest units', () => {
  expect(
    [-5, 34_400, 59_600, 125_000, 2 * minuteMs, hourMs, 4 * hourMs + 12 * minuteMs, 292 * hourMs].map(durationWords),
  ).toEqual(['0 s', '34 s', '1 min', '2 min 5 s', '2 min', '1 h', '4 h 12 min', '12 d 4 h']);
});

test('what stands on the page all the time does not count seconds', () => {
  expect([30_000, 56 * minuteMs + 19_000, 292 * hourMs].map(calmDurationWords)).toEqual([
    'under a minute',
    '56 min',
    '12 d 4 h',
  ]);
});

test('an interval is written as it is set', () => {
  expect([100, 1_000, 1_500, 60_000].map(intervalWords)).toEqual(['100 ms', '1 s', '1.5 s', '60 s']);
});
