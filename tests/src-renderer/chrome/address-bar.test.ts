import { describe, expect, test, vi } from 'vitest';
import { createAddressBar } from '../../../src-renderer/chrome/address-bar.ts';

function setUp() {
  const written: string[] = [];
  const location = { pathname: '/', search: '', hash: '' };
  const write = (how: string) => (_state: unknown, _title: string, url: string) => {
    location.search = url.slice(1);
    written.push(`${how} ${url}`);
  };
  const listeners = new Set<() => void>();
  let nowMs = 0;
  const bar = createAddressBar(
    {
      location,
      history: { state: null, pushState: write('push'), replaceState: write('replace') },
      addEventListener: (_type: string, listener: () => void) => listeners.add(listener),
      removeEventListener: (_type: string, listener: () => void) => listeners.delete(listener),
    },
    () => nowMs,
  );
  return { bar, written, pass: (ms: number) => (nowMs += ms), goBack: () => [...listeners].map((one) => one()) };
}

describe('the back button', () => {
  test('goes through zooms, and takes the turns of one wheel as one', () => {
    const { bar, written, pass } = setUp();
    bar.step('?from=1');
    pass(200);
    bar.step('?from=2');
    pass(2_000);
    bar.step('?from=3');
    expect(written).toEqual(['push /?from=1', 'replace /?from=2', 'push /?from=3']);
  });

  test('the same range twice is no step', () => {
    const { bar, written, pass } = setUp();
    bar.step('?from=1');
    pass(2_000);
    bar.step('?from=1');
    expect(written).toEqual(['push /?from=1']);
  });

  test('tells of itself until it is stopped, and what follows it is a step of its own', () => {
    const { bar, written, goBack } = setUp();
    const back = vi.fn();
    bar.step('?from=1');
    const stop = bar.onBack(back);
    goBack();
    bar.step('?from=2');
    expect(back).toHaveBeenCalledOnce();
    expect(written).toEqual(['push /?from=1', 'push /?from=2']);
    stop();
    goBack();
    expect(back).toHaveBeenCalledOnce();
  });
});
