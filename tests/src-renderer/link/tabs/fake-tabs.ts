import type { FastSample, PageSample } from '../../../../src-renderer/link/incoming.ts';
import type { LadderState } from '../../../../src-renderer/link/ladder.ts';
import { createLink, type Link } from '../../../../src-renderer/link/link.ts';
import type { PageClock } from '../../../../src-renderer/link/page-clock.ts';
import { createLeadMark } from '../../../../src-renderer/link/tabs/lead-mark.ts';
import type { OpenTabChannel } from '../../../../src-renderer/link/tabs/tab-channel.ts';
import { parseTabMessage, type TabMessage } from '../../../../src-renderer/link/tabs/tab-message.ts';
import type { OpenTransport } from '../../../../src-renderer/link/transport.ts';
import { createSampleStore, type SampleStore } from '../../../../src-renderer/state/sample-store.ts';
import type { MetricValues } from '../../../../src-shared/metrics/registry.ts';
import type { Hello, Presence } from '../../../../src-shared/protocol/events.ts';
import type { Filter } from '../../../../src-shared/protocol/filter.ts';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.ts';
import { createFakeLocks, type FakeLocks } from './fake-locks.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';

/** Time that a message takes from tab to tab, ms. */
const messageMs = 2;

/** A tab of {@link createFakeTabs}. */
export interface FakeTab {
  readonly name: string;
  readonly link: Link;
  readonly store: SampleStore;
  /** All samples that the page was given, in order. */
  readonly samples: readonly PageSample[];
  /** Those of fast series. */
  readonly fast: readonly FastSample[];
  readonly phase: LadderState['phase'];
  readonly hello: Hello | null;
  readonly presence: Presence | null;
  readonly page: {
    isVisible: boolean;
    /** Timers come once a minute at most, as in a page that has been in the background for long. */
    isThrottled: boolean;
  };
  /** Its streams that are open. */
  readonly streams: number;
  /** Nothing runs, and nothing is told before: the machine gives the page no time. */
  freeze(): void;
  thaw(): void;
  /** Gone without a word; the system closes its connections. */
  crash(): void;
  close(): void;
}

/** Tabs of one browser, each with the real link, on one clock and one server. */
export interface FakeTabs {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly locks: FakeLocks;
  /** Names of tabs that hear nothing and are not heard. */
  readonly apart: Set<string>;
  open(filter?: Filter, options?: { readonly isVisible?: boolean; readonly channel?: boolean }): FakeTab;
  /** Lets time pass; the server takes a sample at each full second. */
  readonly pass: (ms: number) => Promise<void>;
}

/**
 * Makes a browser without tabs.
 * @param values what the server reads at each tick
 * @param hasLocks as a browser has for secure pages
 */
export function createFakeTabs(values?: Readonly<Partial<MetricValues>>, hasLocks = false): FakeTabs {
  const clock = createFakeClock();
  const server = createFakeServer(clock);
  const hearers = new Map<string, (message: TabMessage) => void>();
  const apart = new Set<string>();
  const locks = createFakeLocks();
  let count = 0;

  const open = (filter: Filter, isVisible: boolean, hasChannel: boolean): FakeTab => {
    count += 1;
    const name = `tab${String(count)}`;
    const store = createSampleStore();
    const samples: PageSample[] = [];
    const fast: FastSample[] = [];
    const viewer = { id: newViewer(name) };
    const page = { isVisible, isThrottled: false };
    let state: LadderState = { phase: 'connecting', retryAtMs: null };
    let hello: Hello | null = null;
    let presence: Presence | null = null;
    let held: { readonly timers: (() => void)[]; readonly others: (() => void)[] } | null = null;
    let isDead = false;
    let streams = 0;
    let made = 0;
    const closers = new Set<() => void>();
    /** Does something in the tab, as soon as it has time. */
    const inTab = (run: () => void, kind: 'timers' | 'others' = 'others') => {
      if (isDead) return;
      if (held === null) run();
      else held[kind].push(run);
    };
    const own: PageClock = {
      ...clock,
      after(ms, run) {
        let isCancelled = false;
        const dueMs = clock.monotonicMs() + ms;
        const atMs = page.isThrottled ? Math.ceil(dueMs / 60_000) * 60_000 : dueMs;
        const cancel = clock.after(atMs - clock.monotonicMs(), () => {
          inTab(() => {
            if (!isCancelled) run();
          }, 'timers');
        });
        return () => {
          isCancelled = true;
          cancel();
        };
      },
    };
    const fromNet = <Value>(promise: Promise<Value>) =>
      new Promise<Value>((resolve) => {
        void promise.then((value) => {
          inTab(() => {
            resolve(value);
          });
        });
      });
    const openChannel: OpenTabChannel = (hear) => {
      hearers.set(name, (message) => {
        inTab(() => {
          hear(message);
        });
      });
      return {
        post(message) {
          if (apart.has(name)) return;
          for (const [other, hearOther] of hearers) {
            if (other === name) continue;
            clock.after(messageMs, () => {
              // What is written for other pages must be readable for them.
              const copy = parseTabMessage(structuredClone(message));
              if (copy === null) throw new Error(`A ${message.type} that nobody can read.`);
              if (hearers.get(other) === hearOther && !apart.has(other)) hearOther(copy);
            });
          }
        },
        close: () => hearers.delete(name),
      };
    };
    const counted =
      (transport: OpenTransport): OpenTransport =>
      (listener) => {
        streams += 1;
        const closeIt = transport({
          heard: (event) => {
            inTab(() => {
              if (closers.has(close)) listener.heard(event);
            });
          },
          failed: (reason) => {
            inTab(() => {
              if (closers.has(close)) listener.failed(reason);
              close();
            });
          },
        });
        const close = () => {
          if (closers.delete(close)) streams -= 1;
          closeIt();
        };
        closers.add(close);
        return close;
      };
    const never: OpenTransport = (listener) => {
      const cancel = own.after(5, () => {
        listener.failed();
      });
      return cancel;
    };

    const link = createLink({
      clock: own,
      random: () => 0.5,
      self: name,
      viewer,
      newViewer: () => newViewer(`${name}x${String((made += 1))}`),
      openChannel: hasChannel ? openChannel : null,
      mark: hasLocks ? createLeadMark(locks.of(name, inTab), 'lead') : null,
      isVisible: () => page.isVisible,
      openSocket: () => ({ send: () => undefined, close: () => undefined }),
      post: (body) => fromNet(Promise.resolve(server.command(body))),
      sse: (cursor, wanted) => counted(server.stream(() => viewer.id, cursor, wanted)),
      poll: () => never,
      hello: (wanted, _, onRefused) => fromNet(server.ask(viewer.id, null, wanted, onRefused)),
      pollNow: (after, wanted) => fromNet(server.ask(viewer.id, after, wanted)),
      pollTable: (of, after, wanted) => fromNet(server.ask(of, after, wanted)),
      filter,
      listener: {
        onHello: (next) => (hello = next),
        onSamples(some) {
          samples.push(...some);
          store.add(some, 1_000, null);
        },
        onFast: (one) => fast.push(one),
        onCaughtUp: () => undefined,
        onGap: () => undefined,
        onPresence: (next) => (presence = next),
        onRules: () => undefined,
        onAlert: () => undefined,
        onNote: () => undefined,
        onState: (next) => (state = next),
        onLatency: () => undefined,
        onControl: () => undefined,
      },
    });
    const tab: FakeTab = {
      name,
      link,
      store,
      samples,
      fast,
      get phase() {
        return state.phase;
      },
      get hello() {
        return hello;
      },
      get presence() {
        return presence;
      },
      page,
      get streams() {
        return streams;
      },
      freeze() {
        held ??= { timers: [], others: [] };
      },
      thaw() {
        const { timers = [], others = [] } = held ?? {};
        held = null;
        // Nobody promises an order; this is the worse one.
        for (const run of [...timers, ...others]) inTab(run);
      },
      crash() {
        isDead = true;
        locks.gone(name);
        hearers.delete(name);
        for (const close of [...closers]) close();
      },
      close() {
        link.stop();
        tab.crash();
      },
    };
    link.start();
    return tab;
  };

  return {
    clock,
    server,
    locks,
    apart,
    open: (filter = {}, { isVisible = true, channel = true } = {}) => open(filter, isVisible, channel),
    async pass(ms) {
      const endMs = clock.monotonicMs() + ms;
      const grainMs = ms > 20_000 ? 100 : 10;
      while (clock.monotonicMs() < endMs) {
        const stepMs = Math.min(grainMs - (clock.monotonicMs() % grainMs), endMs - clock.monotonicMs());
        clock.advance(stepMs);
        if (clock.monotonicMs() % 1_000 === 0) server.tick(values);
        // Answers take a few turns from promise to promise.
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      }
    },
  };
}

function newViewer(name: string): string {
  return name.padEnd(22, '_');
}

/** Times at which a tab has a point, and how many of its rows stand for holes. */
export function pointsOf({ store }: FakeTab): { readonly times: readonly number[]; readonly holes: number } {
  const points = store.buffers.get('load');
  if (points === undefined) throw new Error('There is no buffer for the load.');
  const rows = Array.from({ length: points.end - points.start }, (_, index) => points.start + index);
  const times = rows.filter((row) => !points.isHole(row)).map((row) => points.t[row] ?? Number.NaN);
  return { times, holes: rows.length - times.length };
}
