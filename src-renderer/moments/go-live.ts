import type { Dashboard } from '../state/model.ts';
import type { Moments } from './moment.svelte.ts';

/** Shows the live window again; the moment that was chosen in the past goes with it. */
export function goLive(moments: Pick<Moments, 'close'>, dashboard: Pick<Dashboard, 'range' | 'backToLive'>): void {
  if (dashboard.range.live) return;
  moments.close();
  dashboard.backToLive();
}
