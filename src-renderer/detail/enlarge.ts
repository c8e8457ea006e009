import { flushSync } from 'svelte';
import { findCard } from '../cards/missing-card.ts';
import type { Dashboard, ShownMetric } from '../state/model.ts';
import type { PageView } from '../state/page-view.svelte.ts';
import { readLastView } from './last-view.ts';
import { firstView } from './series-choices.ts';

/** Opens the large chart of the card that has the focus, else the one that was looked at last, else the first. */
export function enlargeFocused(dashboard: Dashboard, page: PageView): void {
  const id = document.activeElement?.closest<HTMLElement>('[data-metric]')?.dataset.metric;
  const metric = dashboard.shown.find((one) => one.id === id);
  if (metric === undefined) openLast(dashboard, page);
  else enlarge(dashboard, page, metric);
}

/** Opens the large chart of a metric; one without numbers has none. */
export function enlarge(dashboard: Dashboard, page: PageView, metric: ShownMetric): void {
  const view = dashboard.unsupported.has(metric.id) ? null : firstView(dashboard, metric);
  if (view !== null) page.open(view);
}

/** Opens the large chart that was looked at last in this browser, else that of the first metric. */
export function openLast(dashboard: Dashboard, page: PageView): void {
  if (page.detail !== null) return;
  const last = readLastView();
  const first = dashboard.shown.find(({ id }) => !dashboard.unsupported.has(id));
  if (last !== null && !dashboard.unsupported.has(last.metric)) page.open(last);
  else if (first !== undefined) enlarge(dashboard, page, first);
}

/** Goes back to the overview, to the card of the chart that was large. */
export function leaveLarge(page: PageView): void {
  if (page.detail === null) return;
  const { metric } = page.detail;
  flushSync(page.close);
  const card = findCard(`article[data-metric="${CSS.escape(metric)}"]`);
  card?.querySelector<HTMLElement>('[data-enlarge]')?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: 'nearest' });
}
