import type { Fault } from '../../src-shared/fault.ts';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { AlertEvent } from '../../src-shared/protocol/alerts.ts';
import type { Gap, Hello, Presence, Scheme } from '../../src-shared/protocol/events.ts';
import { parseEventId } from '../../src-shared/protocol/event-id.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import type { Note } from '../../src-shared/protocol/note.ts';
import type { Rules } from '../../src-shared/protocol/rule.ts';
import { createBackfill } from './backfill.ts';
import { createControl, type ControlParts, type Fields, type Outcome } from './control.ts';
import type { FastSample, Incoming, PageSample } from './incoming.ts';
import type { LadderState } from './ladder.ts';
import { createLatencyMeter } from './latency.ts';
import { createIntake, type IntakeParts } from './intake.ts';
import type { OwnTableParts } from './own-table.ts';
import type { Polled } from './poll-once.ts';
import { createFeed, type FeedParts } from './tabs/feed.ts';
import { slowed } from './wanted-filter.ts';

/** What the page learns from its server. */
export interface LinkListener {
  readonly onHello: (hello: Hello) => void;
  /** Samples as they come, or a batch of older ones that fills what was missed. */
  readonly onSamples: (samples: readonly PageSample[]) => void;
  /** A sample of the series that this page has read faster. */
  readonly onFast?: (sample: FastSample) => void;
  /** What the server's ring still held of what this page missed has come in; what is older has to be asked for elsewhere. */
  readonly onCaughtUp: () => void;
  readonly onGap: (gap: Gap) => void;
  readonly onPresence: (presence: Presence) => void;
  readonly onRules: (rules: Rules) => void;
  readonly onAlert: (event: AlertEvent) => void;
  readonly onNote: (note: Note) => void;
  /** The server has closed the stream because this page may not look any more, or not in the same role. */
  readonly onRevoked?: () => void;
  /** The address of the server begins otherwise from now on. */
  readonly onMoved?: (scheme: Scheme) => void;
  readonly onState: (state: LadderState) => void;
  /** Round trip of a command, ms. */
  readonly onLatency: (ms: number | null) => void;
  readonly onControl: (kind: 'ws' | 'post') => void;
}

/** Parts of the link that touch the network and other tabs. */
export interface LinkParts
  extends
    Omit<ControlParts, 'onKind' | 'viewer'>,
    Pick<FeedParts, 'self' | 'viewer' | 'newViewer' | 'openChannel' | 'mark' | 'isVisible' | 'sse' | 'poll' | 'filter'>,
    Pick<IntakeParts, 'pollNow'> {
  readonly hello: (filter: Filter, signal: AbortSignal, onRefused: (fault: Fault) => void) => Promise<Polled | null>;
  readonly pollTable: OwnTableParts['poll'];
  readonly listener: LinkListener;
}

/** The page's whole connection to its server. */
export interface Link {
  readonly start: () => void;
  readonly stop: () => void;
  /** Wants this filter from now on, and asks for it. `null` where the server is away and will be asked later. */
  readonly setFilter: (filter: Filter) => Promise<Outcome>;
  /**
   * Has these metrics read faster for this page, and no others; the same outcome, with the reason as `fastLeftOut` where that
   * was not granted. After a refusal none is asked for.
   */
  readonly setFast: (metrics: readonly MetricId[]) => Promise<Outcome>;
  /** Sends any other command. */
  readonly send: (type: string, fields: Fields) => Promise<Outcome>;
  readonly retryNow: () => void;
  /** The page or the network has come back. */
  readonly wake: () => void;
  /** Nobody looks: asks for few samples. */
  readonly slowDown: () => void;
  /** Somebody looks again: asks for all samples, and for those that were left out meanwhile. */
  readonly speedUp: () => void;
}

/** Joins the feed, the control channel and what the page has missed. */
export function createLink(parts: LinkParts): Link {
  const { clock, viewer, listener } = parts;
  let own = parts.filter;
  let fast: readonly MetricId[] = [];
  let slowedAfter: string | null = null;
  let away = false;
  let epoch: string | null = null;
  let begun = false;

  const looking = () => (fast.length === 0 ? own : { ...own, fast: [...fast] });
  const wanted = () => (away ? slowed(own) : looking());
  const control = createControl({ ...parts, viewer: () => viewer.id, onKind: listener.onControl });
  const latency = createLatencyMeter(clock, control, listener.onLatency);
  const intake = createIntake({
    ...parts,
    wanted,
    inForce: () => feed.inForce,
    poll: parts.pollTable,
    onSamples: listener.onSamples,
  });
  const backfill = createBackfill({
    clock,
    poll: intake.past,
    onSamples: listener.onSamples,
    onCaughtUp: listener.onCaughtUp,
  });
  const fetchAll = () => {
    if (epoch !== null) backfill.want(`${epoch}-0`);
  };

  const onHello = (hello: Hello) => {
    const newEpoch = parseEventId(hello.last)?.epoch ?? null;
    const isAnew = newEpoch !== epoch;
    epoch = newEpoch;
    begun = false;
    intake.begin(hello.intervalMs);
    listener.onHello(hello);
    control.up();
    if (!away) latency.start();
    void feed.want(wanted()).then(() => {
      if (isAnew) fetchAll();
    });
    if (!isAnew) backfill.kick();
  };
  const onEvent = (event: Incoming) => {
    if (event.event === 'hello') onHello(event.data);
    else if (event.event === 'sample') {
      begun = true;
      const sample = intake.live(event.data, event.id);
      if (sample !== null) listener.onSamples([sample]);
    } else if (event.event === 'fast') {
      const sample = intake.fast(event.data);
      if (sample !== null) listener.onFast?.(sample);
    } else if (event.event === 'gap') {
      listener.onGap(event.data);
      // Right after hello it means that the resume came too late; the ring may still hold a part of what was missed.
      if (!begun) fetchAll();
    } else if (event.event === 'presence') {
      if (event.data.intervalMs !== undefined) intake.begin(event.data.intervalMs);
      listener.onPresence(event.data);
    } else if (event.event === 'rules') listener.onRules(event.data);
    else if (event.event === 'alert') listener.onAlert(event.data);
    else if (event.event === 'note') listener.onNote(event.data);
    else if (event.event === 'bye') {
      if (event.data.reason === 'revoked') listener.onRevoked?.();
      if (event.data.scheme !== undefined) listener.onMoved?.(event.data.scheme);
    }
  };
  const onState = (state: LadderState) => {
    if (state.phase === 'retrying') {
      control.down();
      latency.stop();
    }
    listener.onState(state);
  };
  const feed = createFeed({
    ...parts,
    hello: (signal, onRefused) => parts.hello(wanted(), signal, onRefused),
    setFilter: (filter) => control.send('filter.set', { filter }),
    onEvent,
    onState,
    onMissed: backfill.want,
  });

  return {
    start: feed.start,
    stop() {
      feed.stop();
      intake.stop();
      backfill.stop();
      latency.stop();
      control.down();
    },
    async setFilter(filter) {
      const before = own;
      own = filter;
      const outcome = await feed.want(wanted());
      if (outcome instanceof Error) {
        if (own === filter) own = before;
      } else if (outcome !== null && changesSamples(before, filter)) fetchAll();
      return outcome;
    },
    async setFast(metrics) {
      fast = metrics;
      const outcome = await feed.want(wanted());
      if (outcome instanceof Error && fast === metrics) fast = [];
      return outcome;
    },
    send: control.send,
    retryNow: feed.retryNow,
    wake: feed.wake,
    slowDown() {
      away = true;
      slowedAfter = feed.cursor.id;
      latency.stop();
      void feed.want(wanted());
    },
    speedUp() {
      away = false;
      const wish = feed.want(wanted());
      if (epoch === null) return;
      latency.start();
      void wish.then(() => {
        if (slowedAfter === null || parseEventId(slowedAfter)?.epoch !== epoch) fetchAll();
        else backfill.want(slowedAfter);
      });
    },
  };
}

/** The process table has no past on the page; everything else that a filter lets through has. */
function changesSamples(before: Filter, after: Filter): boolean {
  const charted = ({ metrics, instances, intervalMs }: Filter) => JSON.stringify([metrics, instances, intervalMs]);
  return charted(before) !== charted(after);
}
