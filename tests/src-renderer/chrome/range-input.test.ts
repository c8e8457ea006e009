import { describe, expect, test } from 'vitest';
import { readRange, toField } from '../../../src-renderer/chrome/range-input.ts';

const nowMs = Date.parse('2026-03-10T12:00:00');

describe('a range that somebody writes', () => {
  test('comes back from its fields as it was shown', () => {
    const startMs = Date.parse('2026-03-09T23:59:07');
    expect(readRange(toField(startMs), toField(nowMs), nowMs)).toEqual({ span: { startMs, endMs: nowMs } });
  });

  test('is written as a browser writes what a field holds: a whole minute without seconds', () => {
    expect(toField(nowMs + 7_900)).toBe('2026-03-10T12:00:07');
    expect(toField(nowMs + 900)).toBe('2026-03-10T12:00');
    expect(toField(nowMs + 600_000)).toBe('2026-03-10T12:10');
  });

  test('ends now where it was to end in the future', () => {
    const startMs = nowMs - 60_000;
    expect(readRange(toField(startMs), toField(nowMs + 3_600_000), nowMs)).toEqual({ span: { startMs, endMs: nowMs } });
  });

  test.each([
    ['', '2026-03-10T11:00', /begins: a date/u],
    ['2026-03-10T11:00', '', /ends: a date/u],
    ['2026-03-10T12:30', '2026-03-10T13:00', /in the future/u],
    ['2026-03-10T11:00', '2026-03-10T10:00', /ends before/u],
    ['2026-03-10T11:00:00', '2026-03-10T11:00:05', /too short/u],
    ['1999-01-01T00:00', '2026-03-10T10:00', /too long/u],
  ])('from %j to %j is answered with what to change', (from, to, sentence) => {
    const read = readRange(from, to, nowMs);
    expect('problem' in read ? read.problem : '').toMatch(sentence);
  });

  test('keeps within what can be shown, and says what that is', () => {
    const reachMs = 15 * 60_000;
    const read = readRange('2026-03-10T11:30', '2026-03-10T11:50', nowMs, reachMs);
    expect('problem' in read ? read.problem : '').toMatch(/within the last 15 minutes, since 11:45:00/u);
    const span = { startMs: nowMs - reachMs, endMs: nowMs };
    // The oldest moment has gone on while somebody wrote.
    expect(readRange('2026-03-10T11:44:40', toField(nowMs), nowMs, reachMs)).toEqual({ span });
    expect(readRange('2026-03-10T11:44:40', toField(nowMs), nowMs)).not.toEqual({ span });
  });
});
