import { Fault } from '../../src-shared/fault.ts';
import { definitionOf } from '../../src-shared/metrics/registry.ts';
import type { Gap, Hello, Presence } from '../../src-shared/protocol/events.ts';
import type { HistoryNotice } from '../../src-shared/protocol/history-status.ts';
import { parseFilter, type Filter } from '../../src-shared/protocol/filter.ts';
import type { PageSample } from '../link/incoming.ts';
import type { LinkListener } from '../link/link.ts';
import { slowed } from '../link/wanted-filter.ts';
import { createAlertBoard } from './alerts.svelte.ts';
import { isCutOff } from './connection.ts';
import { offeredIds, unsupportedReasons, withNews } from './hello-parts.ts';
import { createInstanceNames } from './instance-names.svelte.ts';
import { createLatestValues } from './latest-values.svelte.ts';
import { createLinkState } from './link-state.svelte.ts';
import { createListeners } from './listeners.ts';
import { createMetricPoints } from './metric-points.ts';
import { longestSampledMs } from './model.ts';
import { createNoteBoard } from './notes.svelte.ts';
import { pastNeed } from './past-need.ts';
import { createPast } from './past.svelte.ts';
import { createRefill } from './refill.ts';
import { refillNeed } from './refill-need.ts';
import { createRuleBoard } from './rules.svelte.ts';
import { createSampleStore, periodOf } from './sample-store.ts';
import type { DashboardParts, RunningDashboard } from './running-dashboard.ts';
import { sendCommand } from './send-command.ts';
import { createServerClock, setBackMs } from './server-clock.ts';
import { shownMetrics } from './shown-metrics.ts';
import { createViewRange } from './view-range.svelte.ts';

const tickMs = 1_000;

/** Connects, and keeps everything that the components read. */
export function createDashboard(parts: DashboardParts): RunningDashboard {
  const store = createSampleStore();
  const nothing = createMetricPoints(definitionOf('self'));
  const picture = createListeners();
  const values = createLatestValues();
  const names = createInstanceNames();
  const rules = createRuleBoard();
  const alerts = createAlertBoard();
  const notes = createNoteBoard();

  let hello = $state.raw<Hello | null>(null);
  let presence = $state.raw<Presence | null>(null);
  let history = $state.raw<HistoryNotice | null>(null);
  let newestMs = $state(Date.now());
  let pausedAtMs = $state<number | null>(null);
  let waiting = $state(0);
  let filter = $state.raw<Filter>(parts.filter);
  let crosshairMs = $state<number | null>(null);
  let away = $state(false);
  /** A sample has come in on the connection that there is. */
  let heard = false;

  const intervalMs = () => Math.max(hello?.intervalMs ?? tickMs, (away ? slowed(filter) : filter).intervalMs ?? 0);

  const unsupported = $derived(unsupportedReasons(hello));
  const offered = $derived(offeredIds(hello));
  const shown = $derived(shownMetrics(filter, offered, unsupported));
  /** Those of the shown metrics that the machine has. */
  const present = $derived(shown.filter(({ id }) => offered?.has(id) === true && !unsupported.has(id)));
  const periodMs = $derived(
    present.length === 0 ? null : Math.min(...present.map(({ id }) => periodOf(id, intervalMs()))),
  );
  const told = createLinkState(() => periodMs);
  const connection = $derived(told.connection);
  const endMs = $derived(pausedAtMs ?? newestMs + told.missedMs);

  const hasHistory = $derived(history !== null && history.state.kind !== 'off');
  const view = createViewRange({
    windowMs: parts.windowMs,
    fixed: parts.fixed,
    liveEndMs: () => endMs,
    reachMs: () => (hello === null || hasHistory ? Infinity : longestSampledMs),
    onChange: () => {
      parts.onRange();
      lookBack();
      picture.tell();
    },
  });
  const past = createPast(parts.fetchHistory, picture.tell, () => performance.now());
  const refill = createRefill(parts.fetchHistory, store.buffers, picture.tell, () => performance.now());
  /** Stored values are read where the page's own samples do not fill the range, and fill the holes in those. */
  const lookBack = () => {
    const mayAsk = heard && hasHistory && !away && !isCutOff(connection);
    refill.look(mayAsk ? refillNeed({ store, pausedAtMs, shown: present, filter, intervalMs: intervalMs() }) : null);
    const still = pausedAtMs !== null || away || isCutOff(connection);
    const isFading = pausedAtMs !== null && store.isFading(pausedAtMs);
    past.look(pastNeed({ range: view.range, newestMs, hello, hasHistory, shown: present, filter, still, isFading }));
  };

  const keepLatest = (sample: PageSample) => {
    for (const [id, value] of sample.values) names.see(id, value);
    values.take(sample);
  };
  const serverClock = createServerClock();
  const setBack = (t: number) => {
    serverClock.setBack(t);
    store.setBack(t);
    alerts.setBack(t);
    past.clear();
    refill.restart();
    newestMs = t;
    values.setBack(t);
  };

  const listener: LinkListener = {
    onHello(next) {
      if (connection.lastSampleAtMs === null) newestMs = next.t;
      else if (next.t < newestMs - setBackMs) setBack(next.t);
      else serverClock.heard(next.t);
      hello = next;
      history = next.history ?? null;
      rules.begin(next.rules);
      alerts.begin(next.alerts, next.t);
      notes.begin();
      told.owe();
      heard = false;
      past.renew();
      lookBack();
    },
    onSamples(received) {
      const samples = received.filter(serverClock.isOfNow);
      const before = store.newestMs;
      store.add(samples, intervalMs(), pausedAtMs);
      for (const sample of samples) keepLatest(sample);
      const newest = store.newestMs;
      const isNews = newest !== null && newest !== before;
      if (isNews) {
        heard = true;
        newestMs = newest;
        told.sampled();
      }
      if (pausedAtMs !== null && isNews) waiting += samples.length;
      // A frozen picture changes only where its holes are filled.
      if (pausedAtMs === null || !isNews) picture.tell();
    },
    onGap(gap: Gap) {
      if (gap.from !== null && gap.to < gap.from) setBack(gap.to);
      else serverClock.trust();
      // Right after hello the ring is asked first.
      if (heard) refill.due();
    },
    onCaughtUp: refill.due,
    onPresence(next) {
      presence = next;
      hello = withNews(hello, next);
      history = next.history ?? history;
    },
    onRules: rules.take,
    onAlert: alerts.take,
    onNote: notes.take,
    onState(next) {
      told.onState(next);
      picture.tell();
    },
    onMoved: told.onMoved,
    onLatency: told.onLatency,
    onControl: told.onControl,
  };
  const link = parts.connect(parts.filter, listener);
  const ticker = setInterval(() => {
    told.tick();
    lookBack();
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
      told.owe();
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
      return told.nowMs;
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
    get drawn() {
      return view.drawn;
    },
    get moving() {
      return view.moving;
    },
    get reachMs() {
      return view.reachMs;
    },
    reachable: view.reachable,
    draw(span) {
      view.draw(span);
      picture.tell();
    },
    setRange: view.setRange,
    backToLive: view.backToLive,
    restore(windowMs, fixed) {
      view.restore(windowMs, fixed);
      lookBack();
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
      values.freeze(pausedAtMs === null);
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
      const others = JSON.stringify(parsed.instances) !== JSON.stringify(filter.instances);
      filter = parsed;
      if (others) {
        store.clearInstances();
        past.clear();
        refill.restart();
      }
      lookBack();
      told.owe();
      values.keepOnly(parsed.metrics);
      parts.onSettings();
      picture.tell();
    },
    rules,
    alerts,
    notes,
    command: (type, fields) => sendCommand(link, type, fields),
    retryNow: link.retryNow,
    get crosshairMs() {
      return crosshairMs;
    },
    set crosshairMs(ms) {
      crosshairMs = ms;
    },
    latest: values.of,
    buffer: (id) => store.buffers.get(id) ?? nothing,
    points: (id) => {
      const samples = store.buffers.get(id) ?? nothing;
      return past.points(id, samples) ?? samples;
    },
    get past() {
      return past.state;
    },
    drawnAt: past.drawnAt,
    onPoints: picture.add,
  };
}
