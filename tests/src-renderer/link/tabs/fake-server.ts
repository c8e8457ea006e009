import * as v from 'valibot';
import type { Announcement } from '../../../../src-main/stream/announcements.ts';
import type { Hub } from '../../../../src-main/stream/hub.ts';
import { collectAfter } from '../../../../src-main/stream/poll-batch.ts';
import { poll } from '../../../../src-main/stream/poll.ts';
import { resumeAfter } from '../../../../src-main/stream/resume.ts';
import { type StoredEvent, wireName } from '../../../../src-main/stream/stored-event.ts';
import type { Viewer } from '../../../../src-main/stream/viewer.ts';
import { parseIncoming, type Incoming } from '../../../../src-renderer/link/incoming.ts';
import type { Polled } from '../../../../src-renderer/link/poll-once.ts';
import type { OpenTransport, TransportListener } from '../../../../src-renderer/link/transport.ts';
import { Fault, toFault } from '../../../../src-shared/fault.ts';
import type { MetricValues } from '../../../../src-shared/metrics/registry.ts';
import { formatEventId, parseEventId } from '../../../../src-shared/protocol/event-id.ts';
import { eventNames, pollAnswerSchema } from '../../../../src-shared/protocol/events.ts';
import { parseFilter, type Filter } from '../../../../src-shared/protocol/filter.ts';
import type { FakeClock } from '../../../support/fake-clock.ts';
import { makeHub } from '../../../support/hub-server.ts';

/** The real hub on the clock of a test, reached without a network. */
export interface FakeServer {
  readonly hub: Hub;
  /** Times of the samples so far. */
  readonly times: readonly number[];
  /** Nobody is reached, and every stream ends. */
  isDown: boolean;
  /** Takes a sample. */
  tick(values?: Readonly<Partial<MetricValues>>): void;
  /** Starts anew, with nothing of what was. */
  restart(): void;
  stream(viewer: () => string, cursor: { readonly id: string | null }, filter: () => Filter): OpenTransport;
  /** Refuses every change of a filter. */
  isStrict: boolean;
  /** The session of this browser. */
  session: string;
  /** A poll that is answered at once. */
  ask(viewer: string, after: string | null, filter: Filter, onRefused?: (fault: Fault) => void): Promise<Polled | null>;
  /** The answer to a command; `undefined` where the server is not reached. */
  command(body: Readonly<Record<string, unknown>>): unknown;
}

const polledSchema = v.object({ event: v.picklist(eventNames), data: v.unknown(), id: v.optional(v.string()) });

/** Starts one. */
export function createFakeServer(clock: FakeClock): FakeServer {
  let starts = 0;
  let isDown = false;
  let owner = 'session';
  let hub = start();
  const cuts = new Set<() => void>();
  const times: number[] = [];

  function start(): Hub {
    starts += 1;
    const fast = { metrics: () => ['cpu', 'memory'] as const, toViewers: () => false };
    return makeHub({ clock, epoch: `e${String(starts)}`, fast }).hub;
  }
  const opened = (id: string, filter: Filter): Viewer | Fault => {
    try {
      return hub.viewers.open({ id, owner, role: 'operator', filter });
    } catch (caught) {
      return toFault(caught, 'internal', 'A viewer that cannot be opened.');
    }
  };
  const breakAll = () => {
    for (const cut of [...cuts]) cut();
  };
  const begin = (viewer: Viewer, resumeId: string | null, listener: TransportListener) => {
    const { inner } = hub;
    const id = resumeId === null ? null : parseEventId(resumeId);
    const subscriber = {
      viewer,
      stored(event: StoredEvent) {
        const json = inner.frames.data(event, viewer.plan);
        const place = formatEventId({ epoch: inner.epoch, seq: event.seq });
        if (json !== null) listener.heard(read({ event: wireName(event), data: JSON.parse(json), id: place }));
      },
      announced(one: Announcement) {
        listener.heard(read({ event: one.name, data: JSON.parse(one.for.operator.json) }));
      },
      end: () => Promise.resolve(),
    };
    const leave = () => {
      cuts.delete(cut);
      if (inner.subscribers.delete(subscriber)) inner.connections.streamClosed(viewer);
    };
    const cut = () => {
      leave();
      listener.failed();
    };
    cuts.add(cut);
    inner.subscribers.add(subscriber);
    inner.connections.streamOpened(viewer);
    listener.heard(read({ event: 'hello', data: JSON.parse(inner.helloJson(viewer)) }));
    if (id !== null) {
      const point = resumeAfter(id, inner.epoch, inner.ring, clock.wallMs());
      for (const text of collectAfter(inner, viewer, point).events) listener.heard(read(JSON.parse(text)));
    }
    return leave;
  };

  const server: FakeServer = {
    get hub() {
      return hub;
    },
    times,
    get isDown() {
      return isDown;
    },
    set isDown(next) {
      isDown = next;
      if (next) breakAll();
    },
    tick(values = { load: { one: times.length, five: 0, fifteen: 0 } }) {
      if (isDown) return;
      times.push(clock.wallMs());
      hub.publishSample(clock.wallMs(), values);
    },
    restart() {
      breakAll();
      hub = start();
    },
    stream: (viewer, cursor, filter) => (listener) => {
      let close: () => void = () => undefined;
      const cancel = clock.after(3, () => {
        const mine = isDown ? null : opened(viewer(), filter());
        if (mine === null || mine instanceof Fault) listener.failed();
        else close = begin(mine, cursor.id, listener);
      });
      return () => {
        cancel();
        close();
      };
    },
    isStrict: false,
    get session() {
      return owner;
    },
    set session(next) {
      owner = next;
    },
    async ask(id, after, filter, onRefused) {
      if (isDown) return null;
      const viewer = opened(id, filter);
      if (viewer instanceof Fault) {
        onRefused?.(viewer);
        return null;
      }
      const options = { after: after ?? undefined, timeoutMs: 0, signal: AbortSignal.abort() };
      const { body } = await poll(hub, viewer, options);
      const { events, last, more } = v.parse(pollAnswerSchema, JSON.parse(body));
      return { events: events.map(read), last, more };
    },
    command({ type, viewer: id, filter }) {
      if (isDown) return undefined;
      const refusal = { replyTo: null, ok: false, error: { code: 'forbidden', message: 'Not that often.' } };
      if (type === 'filter.set' && server.isStrict) return refusal;
      if (type !== 'filter.set') return { replyTo: null, ok: true, result: {} };
      const viewer = typeof id === 'string' ? hub.viewers.find(id, owner) : undefined;
      if (viewer === undefined) return { replyTo: null, ok: false, error: { code: 'no_viewer', message: 'No.' } };
      return { replyTo: null, ok: true, result: { ...hub.viewers.setFilter(viewer, parseFilter(filter)) } };
    },
  };
  return server;
}

function read(polled: unknown): Incoming {
  const { event, data, id } = v.parse(polledSchema, polled);
  const parsed = parseIncoming(event, data, id ?? null);
  if (parsed === null) throw new Error(`The server's own ${event} does not parse.`);
  return parsed;
}
