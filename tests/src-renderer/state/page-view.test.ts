import { describe, expect, test } from 'vitest';
import { createPageView } from '../../../src-renderer/state/page-view.svelte.ts';

/** The address and the list of a browser, as far as a page can see them. */
function browserAt(search: string) {
  const list = [search];
  const location = { pathname: '/', search, hash: '' };
  const put = (url: string, replace: boolean) => {
    location.search = new URL(url, 'http://page').search;
    if (replace) list.pop();
    list.push(location.search);
  };
  const history = {
    state: null,
    pushState: (_: unknown, __: string, url: string) => {
      put(url, false);
    },
    replaceState: (_: unknown, __: string, url: string) => {
      put(url, true);
    },
  };
  return { list, page: { location, history } };
}

const cpu = { metric: 'cpu', field: 'total', instances: [] } as const;
const load = { metric: 'load', field: 'one', instances: [] } as const;

describe('what the page shows', () => {
  test('opening and closing are steps of the way back, another series of the same chart is none', () => {
    const { list, page } = browserAt('?theme=dark');
    const view = createPageView(page);
    view.open(cpu);
    view.open(load);
    view.close();
    expect(list).toEqual(['?theme=dark', '?theme=dark&view=load.one', '?theme=dark']);
    expect(view.detail).toBeNull();
  });

  test('comparison and moment are kept with a chart, and go with it', () => {
    const { page } = browserAt('');
    const view = createPageView(page);
    view.setAt(5);
    expect(page.location.search).toBe('');
    view.open(cpu);
    view.setCompare('yesterday');
    view.setAt(1_700_000_000_000);
    expect(page.location.search).toBe('?view=cpu.total&compare=yesterday&at=1700000000000');
    view.close();
    expect(page.location.search).toBe('');
    expect(view.atMs).toBeNull();
  });

  test('goes where the browser goes', () => {
    const { page } = browserAt('?view=cpu.total');
    const view = createPageView(page);
    expect(view.detail).toEqual(cpu);
    expect(view.moved).toBe(false);
    page.location.search = '?view=load.one';
    view.restore();
    expect(view.detail).toEqual(load);
  });
});
