import { createContext } from 'svelte';
import {
  overviewAddress,
  readView,
  writeView,
  type Comparison,
  type DetailView,
  type ViewAddress,
} from './view-address.ts';

/** What the page shows: the overview or one chart large, as its address says. Reactive. */
export interface PageView extends ViewAddress {
  /** False until something was opened or closed here: the page shows what its address said. */
  readonly moved: boolean;
  /** Opens a chart from the overview; the browser's way back leads there. Of an open one it shows another series. */
  readonly open: (detail: DetailView) => void;
  /** To the overview; the browser's way back leads to the chart. */
  readonly close: () => void;
  readonly setCompare: (compare: Comparison | null) => void;
  /** The chosen moment goes into the address, so that a link shows it as well. */
  readonly setAt: (atMs: number | null) => void;
}

/** Set once by `Page.svelte`. */
export const [getPageView, setPageView] = createContext<PageView>();

/** A view that can be told that the browser went to another address. */
export interface RunningPageView extends PageView {
  readonly restore: () => void;
}

/** The parts of the browser's window that this needs. */
export interface ViewWindow {
  readonly location: Pick<Location, 'pathname' | 'search' | 'hash'>;
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState'>;
}

/** Reads the address of a page, and keeps it. */
export function createPageView({ location, history }: ViewWindow): RunningPageView {
  let shown = $state.raw<ViewAddress>(readView(location.search));
  let moved = false;

  const addressOf = (next: ViewAddress) => `${location.pathname}${writeView(location.search, next)}${location.hash}`;
  const replace = (next: ViewAddress) => {
    shown = next;
    history.replaceState(history.state, '', addressOf(next));
  };
  const step = (next: ViewAddress) => {
    moved = true;
    shown = next;
    history.pushState(history.state, '', addressOf(next));
  };

  return {
    get moved() {
      return moved;
    },
    get detail() {
      return shown.detail;
    },
    get compare() {
      return shown.compare;
    },
    get atMs() {
      return shown.atMs;
    },
    open(detail) {
      if (shown.detail === null) step({ ...overviewAddress, detail });
      else replace({ ...shown, detail });
    },
    close() {
      if (shown.detail !== null) step(overviewAddress);
    },
    setCompare(compare) {
      replace({ ...shown, compare });
    },
    setAt(atMs) {
      if (shown.detail !== null) replace({ ...shown, atMs });
    },
    restore() {
      shown = readView(location.search);
    },
  };
}
