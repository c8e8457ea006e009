import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceName } from '../../../src-main/access/device-name.ts';

const nameOf = (userAgent: string | undefined) => deviceName({ owner: 'loopback' }, userAgent);
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the name of a device', () => {
  test.each([
    [`Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/130.0.0.0 Mobile Safari/537.36`, 'Chrome on Android'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0', 'Firefox on Windows'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0`,
      'Microsoft Edge on Windows',
    ],
    [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/130.0.0.0 Safari/537.36`, 'Chrome on Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15',
      'Safari on macOS',
    ],
    ['curl/8.5.0', 'curl'],
    ['python-requests/2.31.0', 'Python'],
    ['node', 'Node.js'],
    [undefined, 'Unknown device'],
    ['', 'Unknown device'],
    ['<img src=x onerror=alert(1)>/1.0', 'Unknown device'],
    ['My Secret Project/1.0', 'Unknown device'],
  ])('%s is %s', (userAgent, name) => {
    expect(nameOf(userAgent)).toBe(name);
  });

  test('of the desktop window is its own, whatever it sends', () => {
    const userAgent = `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/130.0.0.0 Electron/33.2.1 Safari/537.36`;
    expect(deviceName({ owner: 'window' }, userAgent)).toBe('Lanpulse window');
    expect(nameOf(userAgent)).toBe('Electron on Linux');
  });

  test('is made of known words, whatever is sent', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'Mozilla/5.0 (',
        'Android',
        'Windows NT',
        'iPhone',
        'CrOS',
        ') ',
        '/',
        'Version/',
        'Mobile',
        'bot',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(nameOf(`${pieces.join('')}zzqq-secret-words`)).not.toContain('zzqq');
        expect(nameOf(pieces.join('')).length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 1_000 },
    );
  });

  test('of a header of 16 KiB takes no longer than of its beginning', () => {
    const beginning = `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/130.0.0.0 Mobile Safari/537.36 `.padEnd(
      512,
      'a',
    );
    expect(nameOf(beginning + ' Firefox/131.0'.repeat(1_000))).toBe(nameOf(beginning));
  });
});
