import { expect, test } from 'vitest';
import { deviceKind, proposedName } from '../../../src-renderer/pair/device-kind.ts';

const mozilla = 'Mozilla/5.0';

test.each([
  [`${mozilla} (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36`, 5, 'phone'],
  [`${mozilla} (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0`, 5, 'phone'],
  [`${mozilla} (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile/15E148`, 5, 'phone'],
  [`${mozilla} (Linux; Android 14; SM-X910) AppleWebKit/537.36 Chrome/140 Safari/537.36`, 10, 'tablet'],
  [`${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17.0 Safari/605`, 5, 'tablet'],
  [`${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17.0 Safari/605`, 0, 'computer'],
  [`${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36`, 0, 'computer'],
  [`${mozilla} (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0`, 10, 'computer'],
  [`${mozilla} (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/120 Safari/537.36`, 0, 'TV'],
] as const)('%s with %i fingers is a %s', (userAgent, maxTouchPoints, kind) => {
  expect(deviceKind({ userAgent, maxTouchPoints })).toBe(kind);
});

test('the name that is proposed is what the owner would call it', () => {
  expect(proposedName('phone')).toBe('Phone');
  expect(proposedName('TV')).toBe('TV');
});
