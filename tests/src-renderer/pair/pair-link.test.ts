import { describe, expect, test, vi } from 'vitest';
import { isLoopbackName, takePairLink } from '../../../src-renderer/pair/pair-link.ts';

function windowAt(hash: string) {
  const replaceState = vi.fn<History['replaceState']>();
  return { location: { hash, pathname: '/x/', search: '?window=1m' }, history: { state: 7, replaceState } };
}

describe('a code in the address', () => {
  test('is taken out of the address at once, and the rest stays', () => {
    const page = windowAt('#pair=k7qm-4xpd');
    expect(takePairLink(page)).toEqual({ kind: 'scanned', code: 'K7QM4XPD' });
    expect(page.history.replaceState.mock.calls).toEqual([[7, '', '/x/?window=1m']]);
  });

  test('of the terminal is told from one that can be typed, and keeps its case', () => {
    const code = 'aB3_-'.repeat(8);
    expect(takePairLink(windowAt(`#pair=${code}`))).toEqual({ kind: 'local', code });
  });

  test.each(['#pair=', '#pair=K7QM', '#pair=%E0%A4%A', `#pair=${'a'.repeat(65)}<`, '#pair=a b c'])(
    'that cannot be one is dropped, and leaves the address all the same: %s',
    (hash) => {
      const page = windowAt(hash);
      expect(takePairLink(page)).toBeNull();
      expect(page.history.replaceState).toHaveBeenCalledTimes(1);
    },
  );

  test.each(['', '#other', '#repair=K7QM4XPD'])('an address without one is left alone: %j', (hash) => {
    const page = windowAt(hash);
    expect(takePairLink(page)).toBeNull();
    expect(page.history.replaceState).not.toHaveBeenCalled();
  });

  test('only names of this machine count as local', () => {
    for (const name of ['localhost', 'a.localhost', '127.0.0.1', '127.9.8.7', '[::1]'])
      expect(isLoopbackName(name), name).toBe(true);
    for (const name of ['192.168.1.20', '127.evil.example', '127.0.0.1.example', 'localhost.example', 'workshop'])
      expect(isLoopbackName(name), name).toBe(false);
  });
});
