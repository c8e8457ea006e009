import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { Dashboard } from '../state/model.ts';
import type { PageView } from '../state/page-view.svelte.ts';
import type { Focus } from './focus.svelte.ts';

/** The parts of the dashboard that make it show what is now. */
type FocusingPage = Pick<Dashboard, 'backToLive' | 'pausedAtMs' | 'togglePause'>;

/** Focuses a card, which shows what is now: a picture that stands still goes on. Ends the focus of the one that has it. */
export function toggleFocus(dashboard: FocusingPage, focus: Focus, metric: MetricId): void {
  if (focus.metric !== metric) {
    dashboard.backToLive();
    if (dashboard.pausedAtMs !== null) dashboard.togglePause();
  }
  focus.toggle(metric);
}

/**
 * Focuses the card that the keyboard is on, else the first that may be, or ends the focus that there is. While a chart is
 * large no card is in sight, and nothing changes.
 */
export function focusCard(
  dashboard: FocusingPage & Pick<Dashboard, 'shown'>,
  focus: Focus,
  view: Pick<PageView, 'detail'>,
): void {
  if (view.detail !== null) return;
  const id = document.activeElement?.closest<HTMLElement>('[data-metric]')?.dataset.metric;
  const able = dashboard.shown.filter((one) => focus.may(one.id));
  const metric = able.find((one) => one.id === id) ?? able.find((one) => one.id === focus.metric) ?? able[0];
  if (metric !== undefined) toggleFocus(dashboard, focus, metric.id);
}

/** Puts the keyboard on the menu of the card that something is in, which is about to go. */
export function goToMenu(within: Element): void {
  within.closest('[data-metric]')?.querySelector<HTMLElement>('[aria-haspopup="menu"]')?.focus({ preventScroll: true });
}
