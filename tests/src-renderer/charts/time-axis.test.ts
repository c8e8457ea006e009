import { describe, expect, test } from 'vitest';
import { clockMinutes, clockSeconds, timeTicks } from '../../../src-renderer/charts/time-axis.ts';

/** 14:32:31 local time. */
const end = new Date(2026, 4, 21, 14, 32, 31).getTime();

const texts = (spanMs: number, widthPx: number): string[] =>
  timeTicks(end - spanMs, end, widthPx).map((tick) => tick.text);

describe('ticks of the time axis', () => {
  test('name the minutes of five minutes', () => {
    expect(texts(300_000, 540)).toEqual(['14:28', '14:29', '14:30', '14:31', '14:32']);
  });

  test('count in seconds in a window of one minute', () => {
    expect(texts(60_000, 540)).toEqual(
      [
        '14:31:35',
        '14:31:40',
        '14:31:45',
        '14:31:50',
        '14:31:55',
        '14:32:00',
        '14:32:05',
        '14:32:10',
        '14:32:15',
        '14:32:20',
        '14:32:25',
        '14:32:30',
      ].filter((_, index) => index % 2 === 1),
    );
  });

  test('never count in seconds in a longer window, however wide', () => {
    expect(texts(300_000, 2000).every((text) => text.length === 5)).toBe(true);
  });

  test('leave each other room on a phone', () => {
    expect(timeTicks(end - 900_000, end, 228).length).toBeLessThanOrEqual(228 / 44);
    expect(texts(60_000, 228)).toHaveLength(3);
  });

  test('lie on whole steps and inside the window', () => {
    for (const { ms } of timeTicks(end - 300_000, end, 540)) {
      expect(ms % 60_000).toBe(0);
      expect(ms).toBeGreaterThanOrEqual(end - 300_000);
      expect(ms).toBeLessThanOrEqual(end);
    }
  });

  test('are none without room', () => {
    expect(timeTicks(end - 60_000, end, 0)).toEqual([]);
    expect(timeTicks(end, end, 300)).toEqual([]);
  });
});

test('clock times are local and have two digits each', () => {
  const early = new Date(2026, 0, 2, 3, 4, 5).getTime();
  expect([clockMinutes(early), clockSeconds(early)]).toEqual(['03:04', '03:04:05']);
});
