import { overviewAddress, readView, writeView, type DetailView } from '../state/view-address.ts';

const key = 'lanpulse.view';

/** Remembers the chart that was looked at last, in this browser. */
export function keepLastView(detail: DetailView): void {
  try {
    localStorage.setItem(key, writeView('', { ...overviewAddress, detail }));
  } catch {
    // A browser that keeps nothing begins with the first chart each time.
  }
}

/** The chart that was looked at last; `null` where none is known. */
export function readLastView(): DetailView | null {
  try {
    return readView(localStorage.getItem(key) ?? '').detail;
  } catch {
    // As above: nothing is kept.
    return null;
  }
}
