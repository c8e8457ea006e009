import { isFiring, type AlertEvent, type AlertStatus } from '../../../src-shared/protocol/alerts.ts';
import type { Delivery, NotifyTarget } from '../../../src-shared/protocol/notify.ts';
import type { Cancel, Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { isSnoozed } from '../attention.ts';
import { deliver, sendOnce } from './delivery.ts';
import { isDue } from './due.ts';
import type { Resolve } from './post.ts';
import type { Notice } from './presets.ts';

/** What a notifier is made from. */
export interface NotifierOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly host: string;
  readonly targets: () => readonly NotifyTarget[];
  /** What a series and instance are like now; `null` where nothing is watched. */
  readonly find: (series: string, instance: string) => AlertStatus | null;
  /** Default: as the system resolves names. */
  readonly resolve?: Resolve | undefined;
}

/** Tells the targets what fires and what is over. */
export interface Notifier {
  /** Takes what happened; what comes within 10 s goes out as one message per target. */
  push(events: readonly AlertEvent[]): void;
  /** Sends a test message at once, without a second try. */
  test(target: NotifyTarget): Promise<Delivery>;
  /** Sends and repeats no more. */
  close(): void;
}

/** Time from the first of some transitions to their message, ms. */
const groupMs = 10_000;
/** Time between two looks for what is to be repeated, ms. */
const repeatLookMs = 10_000;
/** Transitions that may wait for one message; what comes on top is in the log only. */
const mostWaiting = 200;

interface Told {
  readonly event: AlertEvent;
  /** Monotonic time of the newest message. */
  sentMs: number;
}

/** Makes a notifier that has told nobody anything. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { clock, host, find } = options;
  const closing = new AbortController();
  const delivery = { ...options, signal: closing.signal };
  /** Per target: the alerts that it knows to be firing. */
  const told = new Map<string, Map<string, Told>>();
  let waiting: readonly AlertEvent[] = [];
  let grouping: Cancel | null = null;
  let looking: Cancel | null = null;

  function knownBy(target: NotifyTarget): Map<string, Told> {
    const known = told.get(target.id) ?? new Map<string, Told>();
    told.set(target.id, known);
    return known;
  }

  function send(target: NotifyTarget, events: readonly AlertEvent[], repeated: boolean): void {
    if (events.length === 0) return;
    const notice: Notice = { host, sentAt: clock.wallMs(), repeated, events };
    void deliver(target, notice, delivery);
  }

  function flush(): void {
    grouping = null;
    const events = waiting;
    waiting = [];
    for (const target of options.targets().filter(({ enabled }) => enabled)) {
      const known = knownBy(target);
      send(
        target,
        events.filter((event) => admit(event, target, known)),
        false,
      );
    }
    lookLater();
  }

  /** Decides about one transition, and notes what the target then knows. */
  function admit(event: AlertEvent, target: NotifyTarget, known: Map<string, Told>): boolean {
    const key = `${event.series}@${event.instance}`;
    const now = find(event.series, event.instance) ?? event;
    const due = isDue(event, target, known.has(key)) && !isSnoozed(now, clock.wallMs());
    if (!isFiring(event.state)) known.delete(key);
    else if (due) known.set(key, { event, sentMs: clock.monotonicMs() });
    return due;
  }

  function repeat(): void {
    looking = null;
    const nowMs = clock.monotonicMs();
    for (const target of options.targets()) {
      const { repeatMs, enabled } = target;
      if (repeatMs === null || !enabled) continue;
      const due = [...knownBy(target).values()].filter(
        ({ event, sentMs }) => nowMs - sentMs >= repeatMs && isStillNews(event),
      );
      for (const one of due) one.sentMs = nowMs;
      send(
        target,
        due.map(({ event }) => ({ ...event, ...current(event) })),
        true,
      );
    }
    lookLater();
  }

  function isStillNews({ series, instance }: AlertEvent): boolean {
    const now = find(series, instance);
    return now !== null && isFiring(now.state) && now.acknowledgedAt === undefined && !isSnoozed(now, clock.wallMs());
  }

  function current({ series, instance }: AlertEvent): Pick<AlertEvent, 'value' | 'peak'> {
    const now = find(series, instance);
    return { value: now?.value ?? null, peak: now?.peak ?? null };
  }

  function lookLater(): void {
    const isWanted = options.targets().some(({ id, repeatMs }) => repeatMs !== null && (told.get(id)?.size ?? 0) > 0);
    if (isWanted && !closing.signal.aborted) looking ??= clock.after(repeatLookMs, repeat);
  }

  return {
    push(events) {
      const changes = events.filter(({ update }) => update === undefined);
      if (changes.length === 0 || closing.signal.aborted) return;
      waiting = [...waiting, ...changes].slice(0, mostWaiting);
      grouping ??= clock.after(groupMs, flush);
    },
    async test(target) {
      const notice: Notice = { host, sentAt: clock.wallMs(), repeated: false, events: [] };
      const { status, reason } = await sendOnce(target, notice, delivery);
      return { delivered: reason === null, status, reason };
    },
    close() {
      closing.abort();
      grouping?.();
      looking?.();
    },
  };
}
