import { expect, test } from 'vitest';
import { firedMarks, uncoveredShare } from '../../../src-renderer/thresholds/fired-marks.ts';

const one = { instance: '*', at: 50, level: 'warn', untilMs: 60, peak: 1 } as const;
const preview = { count: 1, from: 0, to: 100, covered: { from: 25, to: 100 }, fired: [one] };

test('alerts lie where they were, one that goes on reaches the end, and the grave ones lie above', () => {
  const fired = [{ ...one, at: 90, level: 'critical', untilMs: null } as const, one];
  expect(firedMarks({ ...preview, fired })).toEqual([
    { left: 0.5, width: expect.closeTo(0.1, 9), level: 'warn' },
    { left: 0.9, width: expect.closeTo(0.1, 9), level: 'critical' },
  ]);
});

test('what could not be looked at is told apart', () => {
  expect(uncoveredShare(preview)).toBe(0.25);
  expect(uncoveredShare({ ...preview, covered: null })).toBe(1);
  expect(uncoveredShare({ ...preview, covered: { from: 0, to: 100 } })).toBe(0);
});
