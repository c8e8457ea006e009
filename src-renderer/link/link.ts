import type { AlertEvent } from '../../src-shared/protocol/alerts.ts';
import type { Gap, Hello, Presence } from '../../src-shared/protocol/events.ts';
import { parseEventId } from '../../src-shared/protocol/event-id.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import type { Note } from '../../src-shared/protocol/note.ts';
import type { Rules } from '../../src-shared/protocol/rule.ts';
import { createBackfill } from './backfill.ts';
import { createControl, type ControlParts, type Fields, type Outcome } from './control.ts';
import { createCursor, type Cursor } from './cursor.ts';
import type { Incoming, PageSample } from './incoming.ts';
import { createLadder, type LadderState } from './ladder.ts';
import { createLatencyMeter } from './latency.ts';
import type { PageClock } from './page-clock.ts';
import type { Polled } from './poll-once.ts';
import type { OpenTransport } from './transport.ts';
import { isInForce, slowed } from './wanted-filter.ts';

/** What the page learns from its server. */
export interface LinkListener {
  readonly onHello: (hello: Hello) => void;
  /** Samples as they come, or a batch of older ones that fills what was missed. */
  readonly onSamples: (samples: readonly PageSample[]) => void;
  /** What the server's ring still held of what this page missed has come in; what is older has to be asked for elsewhere. */
  readonly onCaughtUp: () => void;
  readonly onGap: (gap: Gap) => void;
  readonly onPresence: (presence: Presence) => void;
  readonly onRules: (rules: Rules) => void;
  readonly onAlert: (event: AlertEvent) => void;
  readonly onNote: (note: Note) => void;
  readonly onState: (state: LadderState) => void;
  /** Round trip of a command, ms. */
  readonly onLatency: (ms: number | null) => void;
  readonly onControl: (kind: 'ws' | 'post') => void;
}

/** Parts of the link that touch the network. */
export interface LinkParts extends Omit<ControlParts, 'onKind'> {
  readonly clock: PageClock;
  readonly sse: (cursor: Cursor, filter: () => Filter) => OpenTransport;
  readonly poll: (cursor: Cursor, filter: () => Filter) => OpenTransport;
  readonly pollNow: (after: string, filter: Filter, signal: AbortSignal) => Promise<Polled | null>;
  readonly filter: Filter;
  readonly listener: LinkListener;
}

/** The page's whole connection to its server. */
export interface Link {
  readonly start: () => void;
  readonly stop: () => void;
  /** Wants this filter from now on, and asks for it. `null` where the server is away and will be asked later. */
  readonly setFilter: (filter: Filter) => Promise<Outcome>;
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

/** Joins transports, control channel and backfill. */
export function createLink(parts: LinkParts): Link {
  const { clock, random, listener } = parts;
  const cursor = createCursor();
  let own = parts.filter;
  let slowedAfter: string | null = null;
  let away = false;
  let epoch: string | null = null;
  let begun = false;
  let commands: Promise<unknown> = Promise.resolve();

  const wanted = () => (away ? slowed(own) : own);
  const control = createControl({ ...parts, onKind: listener.onControl });
  const latency = createLatencyMeter(clock, control, listener.onLatency);
  const backfill = createBackfill({
    clock,
    poll: (after, signal) => parts.pollNow(after, wanted(), signal),
    onSamples: listener.onSamples,
    onCaughtUp: listener.onCaughtUp,
  });
  /** One after the other, so that the last wish is the one that stays. */
  const sendFilter = (): Promise<Outcome> => {
    const sent = commands.then(() => control.send('filter.set', { filter: wanted() }));
    commands = sent;
    return sent;
  };
  const fetchAll = () => {
    if (epoch !== null) backfill.want(`${epoch}-0`);
  };

  const onHello = (hello: Hello) => {
    const newEpoch = parseEventId(hello.last)?.epoch ?? null;
    begun = false;
    listener.onHello(hello);
    control.up();
    if (!isInForce(wanted(), hello.filter, hello.intervalMs)) void sendFilter();
    if (!away) latency.start();
    if (newEpoch !== epoch) {
      epoch = newEpoch;
      fetchAll();
    } else backfill.kick();
  };
  const onEvent = (event: Incoming) => {
    if (!cursor.accept(event)) return;
    if (event.event === 'hello') onHello(event.data);
    else if (event.event === 'sample') {
      begun = true;
      listener.onSamples([event.data]);
    } else if (event.event === 'gap') {
      listener.onGap(event.data);
      // Right after hello it means that the resume came too late; the ring may still hold a part of what was missed.
      if (!begun) fetchAll();
    } else if (event.event === 'presence') listener.onPresence(event.data);
    else if (event.event === 'rules') listener.onRules(event.data);
    else if (event.event === 'alert') listener.onAlert(event.data);
    else if (event.event === 'note') listener.onNote(event.data);
  };
  const onState = (state: LadderState) => {
    if (state.phase === 'retrying') {
      control.down();
      latency.stop();
    }
    listener.onState(state);
  };
  const ladder = createLadder({
    clock,
    random,
    sse: parts.sse(cursor, wanted),
    poll: parts.poll(cursor, wanted),
    onEvent,
    onState,
  });

  return {
    start: ladder.start,
    stop() {
      ladder.stop();
      backfill.stop();
      latency.stop();
      control.down();
    },
    async setFilter(filter) {
      const before = own;
      own = filter;
      const outcome = await sendFilter();
      if (outcome instanceof Error) {
        if (own === filter) own = before;
      } else if (outcome !== null && changesSamples(before, filter)) fetchAll();
      return outcome;
    },
    send: (type, fields) => control.send(type, fields),
    retryNow: ladder.retryNow,
    wake: ladder.wake,
    slowDown() {
      away = true;
      slowedAfter = cursor.id;
      latency.stop();
      if (epoch !== null) void sendFilter();
    },
    speedUp() {
      away = false;
      if (epoch === null) return;
      latency.start();
      void sendFilter().then(() => {
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
