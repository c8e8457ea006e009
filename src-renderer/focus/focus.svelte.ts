import { createContext } from 'svelte';
import { Fault } from '../../src-shared/fault.ts';
import { definitionOf, isMetricId, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Outcome } from '../link/control.ts';
import type { Link, LinkListener } from '../link/link.ts';
import type { PageClock } from '../link/page-clock.ts';
import { createFastSeries, type FastSeries } from './fast-series.svelte.ts';
import { createQuietWatch, quietMs } from './quiet-watch.ts';

/** The one card that is read ten times a second, for this page alone. Reactive. */
export interface Focus {
  readonly metric: MetricId | null;
  /** What has come of it; `null` while no card is focused. */
  readonly series: FastSeries | null;
  /** Why it was refused, or ended by itself, in a sentence; else `null`. */
  readonly problem: { readonly metric: MetricId; readonly words: string } | null;
  /** The problem has been seen. */
  readonly dismiss: () => void;
  /** True where the machine can read the metric fast and this page may have it so. */
  readonly may: (metric: string) => boolean;
  /** Begins with one that may, ends the one that is. */
  readonly toggle: (metric: MetricId) => void;
  readonly end: () => void;
  /** Keeps the picture as it is, and has nothing read faster meanwhile, or lets it go on. */
  readonly freeze: (frozen: boolean) => void;
}

/** Set once by `App.svelte`. */
export const [getFocus, setFocus] = createContext<Focus>();

/** A focus that can be joined with the page's link. */
export interface JoinedFocus extends Focus {
  /** Listens to what the link tells, and hands it on. */
  readonly hear: (listener: LinkListener) => LinkListener;
  /** Asks this link; it ends when nobody looks. */
  readonly join: (link: Link) => Link;
}

/** Makes one without a link, and with nothing focused. */
export function createFocus(clock: PageClock): JoinedFocus {
  let metric = $state<MetricId | null>(null);
  let series = $state.raw<FastSeries | null>(null);
  let problem = $state.raw<Focus['problem']>(null);
  let offered = $state.raw<readonly string[]>([]);
  let ask: Link['setFast'] = () => Promise.resolve(null);
  let isConnected = false;

  const end = () => {
    if (metric === null) return;
    watch.stop();
    metric = series = null;
    void ask([]);
  };
  const fail = (id: MetricId, words: string) => {
    end();
    problem = { metric: id, words };
  };
  const watch = createQuietWatch(
    clock,
    () => isConnected,
    () => {
      if (metric !== null) fail(metric, quietWords(metric));
    },
  );
  const claim = async (id: MetricId, mine: FastSeries) => {
    const outcome = await ask([id]);
    if (series !== mine || mine.isFrozen) return;
    const words = refusalIn(outcome);
    if (words === null) watch.start();
    else fail(id, words);
  };
  const begin = (id: MetricId) => {
    const mine = createFastSeries(id);
    watch.stop();
    metric = id;
    series = mine;
    problem = null;
    void claim(id, mine);
  };
  const offer = (fast: readonly string[]) => {
    offered = fast;
    if (metric !== null && !fast.includes(metric)) end();
  };

  return {
    get metric() {
      return metric;
    },
    get series() {
      return series;
    },
    get problem() {
      return problem;
    },
    dismiss() {
      problem = null;
    },
    may: (id) => offered.includes(id),
    toggle(id) {
      if (metric === id) end();
      else if (isMetricId(id) && offered.includes(id)) begin(id);
    },
    end,
    freeze(frozen) {
      if (metric === null || series === null || series.isFrozen === frozen) return;
      series.freeze(frozen);
      if (!frozen) {
        void claim(metric, series);
        return;
      }
      watch.stop();
      void ask([]);
    },
    hear: (listener) => ({
      ...listener,
      onHello(hello) {
        offer(hello.fast ?? []);
        listener.onHello(hello);
      },
      onPresence(presence) {
        offer(presence.fast ?? []);
        listener.onPresence(presence);
      },
      onState(state) {
        isConnected = state.phase === 'live' || state.phase === 'poll';
        watch.heard();
        listener.onState(state);
      },
      onFast(sample) {
        if (metric === null || !sample.values.has(metric)) return;
        watch.heard();
        series?.take(sample);
      },
    }),
    join(link) {
      ask = link.setFast;
      return {
        ...link,
        slowDown() {
          end();
          link.slowDown();
        },
        stop() {
          end();
          link.stop();
        },
      };
    },
  };
}

/** Why nothing will come, in a sentence; `null` where it will. */
function refusalIn(outcome: Outcome): string | null {
  if (outcome instanceof Fault) return outcome.message;
  return typeof outcome?.fastLeftOut === 'string' ? outcome.fastLeftOut : null;
}

function quietWords(id: MetricId): string {
  const { label } = definitionOf(id);
  return `No reading of ${label} has come at this pace for ${String(quietMs / 1_000)} s, so the card is back at the ordinary one. Focus it again to try once more.`;
}
