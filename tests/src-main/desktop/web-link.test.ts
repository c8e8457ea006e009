import { describe, expect, test } from 'vitest';
import { isWebLink } from '../../../src-main/desktop/web-link.ts';

describe('a link that the person’s browser is given', () => {
  test.each(['https://example.org', 'https://docs.example.org/a/b?c=d#e', 'https://xn--bcher-kva.example/x'])(
    'is one to a web site: %s',
    (url) => {
      expect(isWebLink(url)).toBe(true);
    },
  );

  test.each([
    'http://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://example.org/x',
    'ms-settings:privacy',
    'https://user:secret@example.org/',
    'https://127.0.0.1:8443/',
    'https://[::1]/',
    'https://localhost/',
    'https://0x7f000001/',
    `https://example.org/${'x'.repeat(2_000)}`,
    'nonsense',
  ])('is nothing else: %s', (url) => {
    expect(isWebLink(url)).toBe(false);
  });
});
