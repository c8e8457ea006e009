import type { Transition } from '../../src-shared/protocol/alerts.ts';
import type { Clock } from '../clock.ts';
import { attentionAfter, attentionAt, hasAttention, type Attended, type Attention } from './attention.ts';
import type { KeptAttention } from './journal.ts';

/** What people did about all alerts, by the key of each. */
export interface Attendance {
  /** What counts now, as everybody reads it. */
  of(key: string): Attention;
  /** Takes a transition of the alert into account. */
  follow(key: string, transition: Transition): void;
  /** Drops what was done about an alert; true where there was something. */
  forget(key: string): boolean;
  /** Everything that is to outlive the process. */
  entries(): readonly KeptAttention[];
  /**
   * Changes what was done about one alert: on disk first, then here. Changes are made one after the other, each from what
   * the ones before it and the alerts themselves left; one that cannot be written leaves everything as it is.
   * @param change asked again after the write, because an alert may have ended meanwhile
   */
  change(key: string, change: (one: Attended) => Attended): Promise<void>;
}

/**
 * Makes the record of what the run before left.
 * @param write puts these entries on disk, with all else that is kept
 */
export function createAttendance(
  before: readonly KeptAttention[],
  clock: Pick<Clock, 'wallMs'>,
  write: (entries: readonly KeptAttention[]) => Promise<void>,
): Attendance {
  const byKey = new Map<string, Attended>();
  for (const { series, instance, ...one } of before) byKey.set(`${series}@${instance}`, one);
  let last: Promise<unknown> = Promise.resolve();

  const now = (key: string) => attentionAt(byKey.get(key) ?? {}, clock.wallMs());

  function keep(key: string, one: Attended): void {
    if (hasAttention(one)) byKey.set(key, one);
    else byKey.delete(key);
  }

  function entriesOf(all: ReadonlyMap<string, Attended>): readonly KeptAttention[] {
    return [...all].flatMap(([key, attended]) => {
      const one = attentionAt(attended, clock.wallMs());
      const cut = key.indexOf('@');
      return hasAttention(one) ? [{ series: key.slice(0, cut), instance: key.slice(cut + 1), ...one }] : [];
    });
  }

  return {
    of(key) {
      const { acknowledgedBy, acknowledgedAt, snoozedUntil } = now(key);
      return {
        ...(acknowledgedAt === undefined ? {} : { acknowledgedBy, acknowledgedAt }),
        ...(snoozedUntil === undefined ? {} : { snoozedUntil }),
      };
    },
    follow(key, transition) {
      keep(key, attentionAfter(now(key), transition));
    },
    forget: (key) => byKey.delete(key),
    entries: () => entriesOf(byKey),
    change(key, change) {
      const done = last.then(async () => {
        await write(entriesOf(new Map([...byKey, [key, change(now(key))]])));
        keep(key, change(now(key)));
      });
      // One that could not be written must not refuse those that come after it.
      last = done.catch(() => undefined);
      return done;
    },
  };
}
