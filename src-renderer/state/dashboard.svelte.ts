import { SvelteMap } from 'svelte/reactivity';
import { Fault } from '../../src-shared/fault.ts';
import { definitionOf, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Gap, Hello, Presence } from '../../src-shared/protocol/events.ts';
import type { HistoryNotice } from '../../src-shared/protocol/history-status.ts';
import { parseFilter, type Filter } from '../../src-shared/protocol/filter.ts';
import type { PageSample } from '../link/incoming.ts';
import type { LadderState } from '../link/ladder.ts';
import type { Link, LinkListener } from '../link/link.ts';
import { slowed } from '../link/wanted-filter.ts';
import { createAlertBoard } from './alerts.svelte.ts';
import { connectionState, isCutOff } from './connection.ts';
import { copyOf, offeredIds, unsupportedReasons } from './hello-parts.ts';
import { createInstanceNames } from './instance-names.svelte.ts';
import { createListeners } from './listeners.ts';
import { createMetricPoints } from './metric-points.ts';
import { longestSampledMs, type ConnectionState, type Dashboard, type Latest, type WindowMs } from './model.ts';
import { createNoteBoard } from './notes.svelte.ts';
import { createRuleBoard } from './rules.svelte.ts';
import { createSampleStore, periodOf } from './sample-store.ts';
import { shownMetrics } from './shown-metrics.ts';
import type { TimeSpan } from './time-range.ts';
import { createViewRange, type ViewRange } from './view-range.svelte.ts';

/** Where `hello` is older than the newest point by more than this, the server's clock was set back unheard. */
const setBackMs = 2_000;

const tickMs = 1_000;

/** What the dashboard begins with, and what it tells. */
export interface DashboardParts {
  readonly filter: Filter;
  readonly windowMs: WindowMs;
  /** A stretch that stands still; `null` to begin with the live window. */
  readonly fixed: TimeSpan | null;
  readonly connect: (filter: Filter, listener: LinkListener) => Link;
  /** Told when the filter has changed. */
  readonly onSettings: () => void;
  /** Told when the person has chosen another range. */
  readonly onRange: () => void;
}

/** The dashboard of the page, with the parts that only the page's frame may use. */
export interface RunningDashboard
  extends
    Dashboard,
    Pick<Link, 'start' | 'stop' | 'wake' | 'slowDown' | 'speedUp'>,
    Pick<ViewRange, 'fixed' | 'restore'> {
  /** Instances of a metric that have been seen since the page was opened. */
  readonly instances: (metric: string) => readonly string[];
}

/** Connects, and keeps everything that the components read. */
export function createDashboard(parts: DashboardParts): RunningDashboard {
  const store = createSampleStore();
  const nothing = createMetricPoints(definitionOf('self'));
  const picture = createListeners();
  const values = new SvelteMap<MetricId, Latest>();
  const names = createInstanceNames();
  const rules = createRuleBoard();
  const alerts = createAlertBoard();
  const notes = createNoteBoard();

  let ladder = $state.raw<LadderState>({ phase: 'connecting', retryAtMs: null });
  let latencyMs = $state<number | null>(null);
  let control = $state<'ws' | 'post'>('post');
  let lastSampleAtMs = $state<number | null>(null);
  /** Page time from which on samples are owed. */
  let owedSinceMs = $state(Date.now());
  let hello = $state.raw<Hello | null>(null);
  let presence = $state.raw<Presence | null>(null);
  let history = $state.raw<HistoryNotice | null>(null);
  let nowMs = $state(Date.now());
  let newestMs = $state(Date.now());
  let pausedAtMs = $state<number | null>(null);
  let frozen = $state.raw<ReadonlyMap<MetricId, Latest> | null>(null);
  let waiting = $state(0);
  let filter = $state.raw<Filter>(parts.filter);
  let crosshairMs = $state<number | null>(null);
  let away = $state(false);

  const intervalMs = () => Math.max(hello?.intervalMs ?? tickMs, (away ? slowed(filter) : filter).intervalMs ?? 0);

  const unsupported = $derived(unsupportedReasons(hello));
  const offered = $derived(offeredIds(hello));
  const shown = $derived(shownMetrics(filter, offered, unsupported));
  const periodMs = $derived.by(() => {
    const due = shown.filter(({ id }) => offered?.has(id) === true && !unsupported.has(id));
    return due.length === 0 ? null : Math.min(...due.map(({ id }) => periodOf(id, intervalMs())));
  });
  const connection: ConnectionState = $derived(
    connectionState({ ladder, latencyMs, lastSampleAtMs, control, nowMs, owedSinceMs, periodMs }),
  );
  const endMs = $derived.by(() => {
    if (pausedAtMs !== null) return pausedAtMs;
    return isCutOff(connection) && lastSampleAtMs !== null ? newestMs + Math.max(0, nowMs - lastSampleAtMs) : newestMs;
  });

  const hasHistory = $derived(history !== null && history.state.kind !== 'off');
  const view = createViewRange({
    windowMs: parts.windowMs,
    fixed: parts.fixed,
    liveEndMs: () => endMs,
    longestWindowMs: () => (hello === null || hasHistory ? Infinity : longestSampledMs),
    onChange: () => {
      parts.onRange();
      picture.tell();
    },
  });

  const keepLatest = ({ t, values: read }: PageSample) => {
    for (const [id, value] of read) {
      names.see(id, value);
      if (t >= (values.get(id)?.t ?? t)) values.set(id, { t, value });
    }
  };
  /** Where the server's clock was last set back to, and when by the page; what its ring holds may lie after it. */
  let backTo: { readonly t: number; readonly atMs: number } | null = null;
  const isOfNow = ({ t }: PageSample) =>
    backTo === null || t <= backTo.t + (performance.now() - backTo.atMs) + setBackMs;
  const setBack = (t: number) => {
    backTo = { t, atMs: performance.now() };
    store.setBack(t);
    alerts.setBack(t);
    newestMs = t;
    for (const [id, value] of values) if (value.t > t) values.delete(id);
  };

  const listener: LinkListener = {
    onHello(next) {
      if (lastSampleAtMs === null) newestMs = next.t;
      else if (next.t < newestMs - setBackMs) setBack(next.t);
      else if (backTo !== null) backTo = { t: next.t, atMs: performance.now() };
      hello = next;
      history = next.history ?? null;
      rules.begin(next.rules);
      alerts.begin(next.alerts, next.t);
      notes.begin();
      owedSinceMs = Date.now();
    },
    onSamples(received) {
      const samples = received.filter(isOfNow);
      const before = store.newestMs;
      store.add(samples, intervalMs(), pausedAtMs);
      for (const sample of samples) keepLatest(sample);
      const newest = store.newestMs;
      const isNews = newest !== null && newest !== before;
      if (isNews) {
        newestMs = newest;
        nowMs = Date.now();
        lastSampleAtMs = nowMs;
      }
      if (pausedAtMs !== null && isNews) waiting += samples.length;
      // A frozen picture changes only where its holes are filled.
      if (pausedAtMs === null || !isNews) picture.tell();
    },
    onGap(gap: Gap) {
      if (gap.from !== null && gap.to < gap.from) setBack(gap.to);
      else backTo = null;
    },
    onPresence(next) {
      presence = next;
      history = next.history ?? history;
    },
    onRules: rules.take,
    onAlert: alerts.take,
    onNote: notes.take,
    onState(next) {
      ladder = next;
      nowMs = Date.now();
      picture.tell();
    },
    onLatency(ms) {
      latencyMs = ms;
    },
    onControl(kind) {
      control = kind;
    },
  };
  const link = parts.connect(parts.filter, listener);
  const ticker = setInterval(() => {
    nowMs = Date.now();
    if (isCutOff(connection)) picture.tell();
  }, tickMs);

  return {
    start: link.start,
    stop() {
      clearInterval(ticker);
      link.stop();
    },
    wake: link.wake,
    slowDown() {
      away = true;
      link.slowDown();
    },
    speedUp() {
      away = false;
      owedSinceMs = nowMs = Date.now();
      link.speedUp();
    },
    instances: names.of,
    get connection() {
      return connection;
    },
    get hello() {
      return hello;
    },
    get presence() {
      return presence;
    },
    get history() {
      return history;
    },
    get shown() {
      return shown;
    },
    get unsupported() {
      return unsupported;
    },
    get nowMs() {
      return nowMs;
    },
    get windowMs() {
      return view.windowMs;
    },
    setWindow: view.setWindow,
    get range() {
      return view.range;
    },
    get fixed() {
      return view.fixed;
    },
    setRange: view.setRange,
    backToLive: view.backToLive,
    restore(windowMs, fixed) {
      view.restore(windowMs, fixed);
      picture.tell();
    },
    get hasHistory() {
      return hasHistory;
    },
    get endMs() {
      return endMs;
    },
    get pausedAtMs() {
      return pausedAtMs;
    },
    get waiting() {
      return waiting;
    },
    togglePause() {
      frozen = pausedAtMs === null ? copyOf(values) : null;
      pausedAtMs = pausedAtMs === null ? endMs : null;
      waiting = 0;
      picture.tell();
    },
    get filter() {
      return filter;
    },
    async setFilter(next) {
      const parsed = parseFilter(next);
      const outcome = await link.setFilter(parsed);
      if (outcome instanceof Fault) throw outcome;
      if (JSON.stringify(parsed.instances) !== JSON.stringify(filter.instances)) store.clearInstances();
      filter = parsed;
      owedSinceMs = Date.now();
      for (const id of values.keys()) if (parsed.metrics?.includes(id) === false) values.delete(id);
      parts.onSettings();
      picture.tell();
    },
    rules,
    alerts,
    notes,
    async command(type, fields) {
      const outcome = await link.send(type, fields);
      if (outcome instanceof Fault) throw outcome;
      if (outcome === null) throw new Fault('not_found', 'The server cannot be reached; nothing has changed.');
      return outcome;
    },
    retryNow: link.retryNow,
    get crosshairMs() {
      return crosshairMs;
    },
    set crosshairMs(ms) {
      crosshairMs = ms;
    },
    latest: (id) => (frozen ?? values).get(id),
    buffer: (id) => store.buffers.get(id) ?? nothing,
    onPoints: picture.add,
  };
}
