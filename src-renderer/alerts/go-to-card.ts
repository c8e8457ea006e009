import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { findCard } from '../cards/missing-card.ts';

let reveal: () => void = () => undefined;

/** Tells how the overview comes back at once while a large chart stands before it. */
export function onHiddenCard(show: () => void): void {
  reveal = show;
}

/** Scrolls to the card of a series and gives it the focus; false where the page does not show one. */
export function goToCard(series: string): boolean {
  const metric = findSeries(series)?.metric;
  if (metric === undefined) return false;
  return goTo(`[data-metric="${CSS.escape(metric)}"]`);
}

/** Scrolls to the card of the alerts. */
export function goToAlerts(): boolean {
  return goTo('[data-card="alerts"]');
}

function goTo(selector: string): boolean {
  const card = findCard(selector);
  if (card === null) return false;
  if (card.closest('[hidden]') !== null) reveal();
  // Focus without its own scrolling: the card's head is to stand below the page's.
  if (!card.hasAttribute('tabindex')) card.tabIndex = -1;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: 'start' });
  return true;
}
