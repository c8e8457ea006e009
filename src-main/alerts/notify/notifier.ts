import type { AlertEvent, AlertStatus } from '../../../src-shared/protocol/alerts.ts';
import type { Delivery, NotifyTarget } from '../../../src-shared/protocol/notify.ts';
import type { Cancel, Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { deliver, sendOnce } from './delivery.ts';
import { joinNews, keyOf, withoutPresent, type News } from './news.ts';
import type { Resolve } from './post.ts';
import type { Notice } from './presets.ts';
import { createTargetMemory, type TargetMemory } from './target-memory.ts';

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
  /**
   * Takes what happened; what comes within 10 s goes out as one message per target. What began and ended within them is
   * one line of it.
   */
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

/** Makes a notifier that has told nobody anything. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { clock, host } = options;
  const closing = new AbortController();
  const delivery = { ...options, signal: closing.signal };
  const memories = new Map<string, TargetMemory>();
  /** What goes into the next message, by series and instance; the newest last. */
  const waiting = new Map<string, News>();
  let grouping: Cancel | null = null;
  let looking: Cancel | null = null;

  function enabledTargets(): readonly NotifyTarget[] {
    return options.targets().filter(({ enabled }) => enabled);
  }

  function memoryOf({ id }: NotifyTarget): TargetMemory {
    const memory = memories.get(id) ?? createTargetMemory(options);
    memories.set(id, memory);
    return memory;
  }

  function send(target: NotifyTarget, events: readonly News[], repeated: boolean): void {
    if (events.length === 0) return;
    const notice: Notice = { host, sentAt: clock.wallMs(), repeated, events };
    void deliver(target, notice, delivery);
  }

  function flush(): void {
    grouping = null;
    const news = [...waiting.values()].map(withoutPresent);
    waiting.clear();
    for (const target of enabledTargets()) {
      const memory = memoryOf(target);
      send(
        target,
        news.filter((one) => memory.admit(one, target)),
        false,
      );
    }
    lookLater();
  }

  function look(): void {
    looking = null;
    for (const target of enabledTargets()) {
      const memory = memoryOf(target);
      send(target, memory.release(target), false);
      send(target, memory.repeat(target), true);
    }
    lookLater();
  }

  function lookLater(): void {
    const isWanted = enabledTargets().some((target) => memoryOf(target).isWaiting(target));
    if (isWanted && !closing.signal.aborted) looking ??= clock.after(lookMs, look);
  }

  function take(event: AlertEvent): void {
    const key = keyOf(event);
    if (event.update === 'forgotten') for (const memory of memories.values()) memory.forget(key);
    if (event.update !== undefined) return;
    const news = joinNews(waiting.get(key), event);
    // Deleted first, so that it moves to the end.
    waiting.delete(key);
    waiting.set(key, news);
  }

  return {
    push(events) {
      if (closing.signal.aborted) return;
      for (const event of events) take(event);
      for (const key of [...waiting.keys()].slice(0, -mostWaiting)) waiting.delete(key);
      if (waiting.size > 0) grouping ??= clock.after(groupMs, flush);
    },
    targetsChanged() {
      const ids = new Set(enabledTargets().map(({ id }) => id));
      for (const id of memories.keys()) if (!ids.has(id)) memories.delete(id);
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
