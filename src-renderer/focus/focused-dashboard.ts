import type { Dashboard, PastState, ShownMetric } from '../state/model.ts';
import { type FastSeries, fastWindowMs } from './fast-series.svelte.ts';

/** A stretch that is within this share of its length of what is shown anyway is the same. */
const sameShare = 0.01;

/** Nothing of it is read from the history. */
const noPast: PastState = { phase: 'samples', problem: null, beganMs: null, retry: () => undefined };

/**
 * The dashboard as a focused card sees it: its own metric comes from the fast series, over a short window that ends with the
 * newest point. Everything else is the page's.
 */
export function createFocusedDashboard(page: Dashboard, metric: ShownMetric, series: FastSeries): Dashboard {
  const span = (endMs: number) => ({ startMs: endMs - fastWindowMs, endMs });
  const own: Partial<Dashboard> = {
    get hello() {
      // The pace of a chart is the server's: what is further apart than that is a hole.
      return page.hello === null ? null : { ...page.hello, intervalMs: series.everyMs ?? page.hello.intervalMs };
    },
    get filter() {
      return { ...page.filter, intervalMs: undefined };
    },
    get endMs() {
      return series.shown?.t ?? page.endMs;
    },
    get range() {
      return { ...span(series.shown?.t ?? page.endMs), live: true };
    },
    /** Follows each point for the canvases, which are told of points; whatever is derived from it follows the words. */
    get drawn() {
      const wordsMs = series.shown?.t ?? page.endMs;
      return span(series.endMs ?? wordsMs);
    },
    /** A gesture that comes back to what is shown anyway leaves the page live, whose own window is another one. */
    setRange(wanted) {
      const { startMs, endMs } = page.reachable(wanted);
      const slackMs = fastWindowMs * sameShare;
      const isSame = page.endMs - endMs < slackMs && Math.abs(endMs - startMs - fastWindowMs) < slackMs;
      if (!isSame) page.setRange(wanted);
    },
    /** The other cards show more: what is older than this one shows is no moment of its points. */
    get crosshairMs() {
      const ms = page.crosshairMs;
      return ms !== null && ms >= (series.shown?.t ?? page.endMs) - fastWindowMs ? ms : null;
    },
    past: noPast,
    latest: (id) => (id === metric.id ? series.shown : undefined) ?? page.latest(id),
    buffer: (id) => (id === metric.id ? series.points : page.buffer(id)),
    points: (id) => (id === metric.id ? series.points : page.points(id)),
    drawnAt: () => undefined,
    onPoints(listener) {
      const stops = [series.onPoints(listener), page.onPoints(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
  return new Proxy(page, {
    get: (target, key): unknown => Reflect.get(Object.hasOwn(own, key) ? own : target, key),
  });
}
