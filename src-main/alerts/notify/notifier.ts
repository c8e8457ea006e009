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
  /** To be called when the targets changed: forgets those that are gone or off, and repeats where that is now asked. */
  targetsChanged(): void;
  /** Sends a test message at once, without a second try. */
  test(target: NotifyTarget): Promise<Delivery>;
  /** Sends and repeats no more. */
  close(): void;
}

/** Time from the first of some transitions to their message, ms. */
const groupMs = 10_000;
/** Time between two looks for what is to be repeated, or told after a snooze, ms. */
const lookMs = 10_000;
/** Alerts that may wait for one message; of more, the oldest are in the log only. */
const mostWaiting = 200;

interface Told {
  readonly event: AlertEvent;
  /** Monotonic time of the newest message. */
  sentMs: number;
}

/** What one target was told; by series and instance. */
interface Known {
  /** The alerts that it knows to be firing. */
  readonly told: Map<string, Told>;
  /** The newest transition of what fires under a snooze, to be told when that ends. */
  readonly held: Map<string, AlertEvent>;
}

/** Makes a notifier that has told nobody anything. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { clock, host, find } = options;
  const closing = new AbortController();
  const delivery = { ...options, signal: closing.signal };
  const knownById = new Map<string, Known>();
  /** The newest transition of each series and instance, oldest first. */
  const waiting = new Map<string, AlertEvent>();
  let grouping: Cancel | null = null;
  let looking: Cancel | null = null;

  function enabledTargets(): readonly NotifyTarget[] {
    return options.targets().filter(({ enabled }) => enabled);
  }

  function knownBy({ id }: NotifyTarget): Known {
    const known = knownById.get(id) ?? { told: new Map<string, Told>(), held: new Map<string, AlertEvent>() };
    knownById.set(id, known);
    return known;
  }

  function send(target: NotifyTarget, events: readonly AlertEvent[], repeated: boolean): void {
    if (events.length === 0) return;
    const notice: Notice = { host, sentAt: clock.wallMs(), repeated, events };
    void deliver(target, notice, delivery);
  }

  function flush(): void {
    grouping = null;
    const events = [...waiting.values()];
    waiting.clear();
    for (const target of enabledTargets()) {
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
  function admit(event: AlertEvent, target: NotifyTarget, { told, held }: Known): boolean {
    const key = keyOf(event);
    const due = isDue(event, target, told.has(key));
    const snoozed = isSnoozed(find(event.series, event.instance) ?? event, clock.wallMs());
    held.delete(key);
    if (!isFiring(event.state)) told.delete(key);
    else if (due && snoozed) held.set(key, event);
    else if (due) told.set(key, { event, sentMs: clock.monotonicMs() });
    return due && !snoozed;
  }

  function look(): void {
    looking = null;
    for (const target of enabledTargets()) {
      const known = knownBy(target);
      send(target, release(target, known), false);
      send(target, repeat(target, known), true);
    }
    lookLater();
  }

  /** Takes what was held under a snooze that is over, as far as it is still worth telling. */
  function release(target: NotifyTarget, { told, held }: Known): readonly AlertEvent[] {
    const released: AlertEvent[] = [];
    for (const [key, event] of held) {
      const now = find(event.series, event.instance);
      if (now !== null && isSnoozed(now, clock.wallMs())) continue;
      held.delete(key);
      const newest = current(event);
      if (!isStillNews(event) || !isDue(newest, target, told.has(key))) continue;
      told.set(key, { event: newest, sentMs: clock.monotonicMs() });
      released.push(newest);
    }
    return released;
  }

  function repeat({ repeatMs }: NotifyTarget, { told }: Known): readonly AlertEvent[] {
    if (repeatMs === null) return [];
    const nowMs = clock.monotonicMs();
    const due = [...told.values()].filter(({ event, sentMs }) => nowMs - sentMs >= repeatMs && isStillNews(event));
    for (const one of due) one.sentMs = nowMs;
    return due.map(({ event }) => current(event));
  }

  function isStillNews({ series, instance }: AlertEvent): boolean {
    const now = find(series, instance);
    return now !== null && isFiring(now.state) && now.acknowledgedAt === undefined && !isSnoozed(now, clock.wallMs());
  }

  /** A transition with what is true now in place of what was true then. */
  function current(event: AlertEvent): AlertEvent {
    const now = find(event.series, event.instance);
    if (now === null || now.state === 'pending') return event;
    const { state, since, value, peak, rule, snoozedUntil } = now;
    return { ...event, state, since, value, peak, rule, snoozedUntil };
  }

  function lookLater(): void {
    const isWanted = enabledTargets().some((target) => {
      const { told, held } = knownBy(target);
      return held.size > 0 || (target.repeatMs !== null && told.size > 0);
    });
    if (isWanted && !closing.signal.aborted) looking ??= clock.after(lookMs, look);
  }

  return {
    push(events) {
      const changes = events.filter(({ update }) => update === undefined);
      if (changes.length === 0 || closing.signal.aborted) return;
      for (const event of changes) {
        // Deleted first, so that it moves to the end.
        waiting.delete(keyOf(event));
        waiting.set(keyOf(event), event);
      }
      for (const key of [...waiting.keys()].slice(0, -mostWaiting)) waiting.delete(key);
      grouping ??= clock.after(groupMs, flush);
    },
    targetsChanged() {
      const ids = new Set(enabledTargets().map(({ id }) => id));
      for (const id of knownById.keys()) if (!ids.has(id)) knownById.delete(id);
      lookLater();
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

function keyOf({ series, instance }: AlertEvent): string {
  return `${series}@${instance}`;
}
