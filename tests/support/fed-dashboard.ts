import type { LinkListener } from '../../src-renderer/link/link.ts';
import { createDashboard } from '../../src-renderer/state/dashboard.svelte.ts';
import type { RunningDashboard } from '../../src-renderer/state/running-dashboard.ts';

/** The state of a page without a server: it shows what its listener is told, and whatever it asks for is granted. */
export function fedDashboard(): { readonly dashboard: RunningDashboard; readonly listener: LinkListener } {
  const listeners: LinkListener[] = [];
  const nothing = () => undefined;
  const answer = () => Promise.resolve({});
  const dashboard = createDashboard({
    filter: {},
    windowMs: 300_000,
    fixed: null,
    fetchHistory: () => new Promise(() => undefined),
    onSettings: nothing,
    onRange: nothing,
    connect: (_filter, listener) => {
      listeners.push(listener);
      const calls = { start: nothing, stop: nothing, retryNow: nothing, wake: nothing };
      return { ...calls, slowDown: nothing, speedUp: nothing, send: answer, setFilter: answer, setFast: answer };
    },
  });
  const [listener] = listeners;
  if (listener === undefined) throw new Error('The dashboard did not connect.');
  return { dashboard, listener };
}
