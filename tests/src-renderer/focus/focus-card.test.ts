import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { focusCard } from '../../../src-renderer/focus/focus-card.ts';
import type { Dashboard } from '../../../src-renderer/state/model.ts';
import { createPageView } from '../../../src-renderer/state/page-view.svelte.ts';
import { definitionOf } from '../../../src-shared/metrics/registry.ts';
import { someFocus } from './some-focus.ts';

const shown = ['load', 'cpu', 'memory'] as const;

/** A page that is paused, with what its address says. */
function setUp(search: string) {
  const page = {
    shown: shown.map(definitionOf),
    pausedAtMs: 1_000,
    backToLive: vi.fn<Dashboard['backToLive']>(),
    togglePause: vi.fn<Dashboard['togglePause']>(),
  };
  const view = createPageView({
    location: { pathname: '/', search, hash: '' },
    history: { state: null, pushState: vi.fn(), replaceState: vi.fn() },
  });
  const { focus, hello } = someFocus();
  hello(['cpu', 'memory']);
  return { page, view, focus };
}

beforeEach(() => {
  vi.stubGlobal('document', { activeElement: null });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the key that focuses a card', () => {
  test('focuses the first card that may be, ends it again, and lets a page that is paused go on', () => {
    const { page, view, focus } = setUp('');
    focusCard(page, focus, view);
    expect(focus.metric).toBe('cpu');
    expect(page.togglePause).toHaveBeenCalledOnce();
    focusCard(page, focus, view);
    expect(focus.metric).toBeNull();
    expect(page.togglePause).toHaveBeenCalledOnce();
  });

  test('does nothing while a chart is large: no card is in sight', () => {
    const { page, view, focus } = setUp('?view=cpu.total');
    focusCard(page, focus, view);
    expect(focus.metric).toBeNull();
    expect(page.backToLive).not.toHaveBeenCalled();
    expect(page.togglePause).not.toHaveBeenCalled();
  });
});
