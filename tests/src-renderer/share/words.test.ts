import { describe, expect, test } from 'vitest';
import { fingerprintLines } from '../../../src-renderer/share/fingerprint.ts';
import { lockWords } from '../../../src-renderer/share/lock-words.ts';
import { countWords, originWords, pictureOf, seenWords } from '../../../src-renderer/share/session-words.ts';
import { someSession } from './some-sharing.ts';

const now = new Date(2025, 2, 14, 14, 32).getTime();
const minute = 60_000;
const seen = (ageMs: number, watching = false) =>
  seenWords(someSession('a', { lastSeenAt: now - ageMs, watching }), now);

describe('words about devices', () => {
  test('when one was seen last is told as people would', () => {
    expect(seen(5 * minute, true)).toBe('now');
    expect(seen(30_000)).toBe('a moment ago');
    expect(seen(12 * minute)).toBe('12 min ago');
    expect(seen(5 * 60 * minute)).toMatch(/^today 0?9:32/u);
    expect(seen(16 * 60 * minute)).toMatch(/^yesterday 22:32/u);
    expect(seen(40 * 24 * 60 * minute)).toMatch(/2/u);
    expect(seen(-minute)).toBe('a moment ago');
  });

  test('how many there are, and how many of them watch', () => {
    const watching = someSession('a', { watching: true });
    const away = someSession('b');
    expect(countWords([watching])).toBe('1, watching now');
    expect(countWords([away])).toBe('1, none is watching');
    expect(countWords([watching, watching])).toBe('2, all are watching');
    expect(countWords([watching, away])).toBe('2, of which 1 is watching');
    expect(countWords([watching, watching, away])).toBe('3, of which 2 are watching');
  });

  test('what it is and where it came from', () => {
    expect(originWords(someSession('a'))).toBe('Firefox on Android · 192.168.1.57');
    expect(originWords(someSession('a', { kind: 'program', device: 'curl', address: null }))).toBe('curl · by token');
  });

  test('its picture follows the words of the server', () => {
    const picture = (device: string) => pictureOf(someSession('a', { device }));
    expect(['Safari on iPhone', 'Safari on iPad', 'Chrome on Android', 'Chrome on Linux'].map(picture)).toEqual([
      'phone',
      'tablet',
      'phone',
      'computer',
    ]);
    expect(pictureOf(someSession('a', { kind: 'program' }))).toBe('program');
  });
});

test('guessing is told with how often, and with the end of the lock', () => {
  expect(lockWords({ until: null, wrongCodes: 0 })).toBeNull();
  expect(lockWords({ until: null, wrongCodes: 1 })).toContain('1 wrong code was typed since');
  expect(lockWords({ until: now, wrongCodes: 10 })).toBe('10 wrong codes were typed; pairing is locked until 14:32.');
});

test('a fingerprint is cut into lines that lose nothing', () => {
  const print = Array.from({ length: 32 }, (_, at) => at.toString(16).toUpperCase().padStart(2, '0')).join(':');
  const lines = fingerprintLines(print);
  expect(lines).toHaveLength(4);
  expect(lines.join('')).toBe(print);
  expect(lines[0]).toBe('00:01:02:03:04:05:06:07:');
});
