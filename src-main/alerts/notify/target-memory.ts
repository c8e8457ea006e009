import { isFiring, type AlertStatus } from '../../../src-shared/protocol/alerts.ts';
import type { NotifyTarget } from '../../../src-shared/protocol/notify.ts';
import type { Clock } from '../../clock.ts';
import { isSnoozed } from '../attention.ts';
import { isDue } from './due.ts';
import { keyOf, type News } from './news.ts';

/**
 * What one target was told and is still to be told. Under a snooze it is told nothing; when that ends it is told what
 * then fires, acknowledged or not, and the end of what it knew to be firing. What began and ended under a snooze it is
 * never told.
 */
export interface TargetMemory {
  /** Takes news; true where it is to be sent now. */
  admit(news: News, target: NotifyTarget): boolean;
  /** Takes out what waited for a snooze that is over and is still worth telling. */
  release(target: NotifyTarget): readonly News[];
  /** What still fires, is not acknowledged or snoozed, and was told so long ago that the target is to hear it again. */
  repeat(target: NotifyTarget): readonly News[];
  /** Drops an alert that no longer exists. */
  forget(key: string): void;
  /** True while something may have to be sent though nothing happens. */
  isWaiting(target: NotifyTarget): boolean;
}

/** What a memory is made from. */
export interface TargetMemoryOptions {
  readonly clock: Clock;
  /** What a series and instance are like now; `null` where nothing is watched. */
  readonly find: (series: string, instance: string) => AlertStatus | null;
}

interface Told {
  readonly news: News;
  /** Monotonic time of the newest message. */
  sentMs: number;
}

/** Makes the memory of a target that was told nothing. */
export function createTargetMemory({ clock, find }: TargetMemoryOptions): TargetMemory {
  /** The alerts that it knows to be firing. */
  const told = new Map<string, Told>();
  /** The newest news of each alert that is snoozed. */
  const held = new Map<string, News>();

  /** Notes what the target knows once these news are sent. */
  function note(news: News): void {
    const key = keyOf(news);
    // Lost data leaves open what becomes of it: the end is told when it is one.
    if (news.state === 'ok') told.delete(key);
    else told.set(key, { news, sentMs: clock.monotonicMs() });
  }

  function isQuiet(news: News): boolean {
    return isSnoozed(find(news.series, news.instance) ?? news, clock.wallMs());
  }

  /** News with what is true now in place of what was true then. */
  function current(news: News): News {
    const now = find(news.series, news.instance);
    if (now === null || now.state === 'pending') return news;
    const { state, since, value, peak, rule, acknowledgedBy, acknowledgedAt, snoozedUntil } = now;
    return { ...news, was: undefined, state, since, value, peak, rule, acknowledgedBy, acknowledgedAt, snoozedUntil };
  }

  return {
    admit(news, target) {
      const key = keyOf(news);
      const isKnown = told.has(key);
      held.delete(key);
      if (!isDue(news, target, isKnown)) return false;
      if (!isQuiet(news)) {
        note(news);
        return true;
      }
      if (isKnown || isFiring(news.state)) held.set(key, news);
      return false;
    },
    release(target) {
      const released: News[] = [];
      for (const [key, news] of held) {
        if (isQuiet(news)) continue;
        held.delete(key);
        const newest = current(news);
        if (!isDue(newest, target, told.has(key))) continue;
        note(newest);
        released.push(newest);
      }
      return released;
    },
    repeat({ repeatMs }) {
      if (repeatMs === null) return [];
      const nowMs = clock.monotonicMs();
      const due = [...told.values()].filter(({ news, sentMs }) => {
        const now = find(news.series, news.instance);
        if (now === null || !isFiring(now.state) || now.acknowledgedAt !== undefined) return false;
        return !isSnoozed(now, clock.wallMs()) && nowMs - sentMs >= repeatMs;
      });
      for (const one of due) one.sentMs = nowMs;
      return due.map(({ news }) => current(news));
    },
    forget(key) {
      told.delete(key);
      held.delete(key);
    },
    isWaiting: ({ repeatMs }) => held.size > 0 || (repeatMs !== null && told.size > 0),
  };
}
