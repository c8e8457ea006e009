import type { Subscriber } from './subscriber.ts';
import type { Viewer } from './viewer.ts';

/** All open streams and held polls. */
export interface Subscribers extends Iterable<Subscriber> {
  readonly add: (subscriber: Subscriber) => void;
  /** False where it was not there. */
  readonly delete: (subscriber: Subscriber) => boolean;
  readonly size: number;
  /** Those that are told one by one, in no crowd. */
  readonly alone: Iterable<Subscriber>;
  /** It is told with others from now on, or by itself again. */
  readonly setAlone: (subscriber: Subscriber, isAlone: boolean) => void;
  /** Those of a viewer that has something read faster: ten times a second nobody else is looked at. */
  readonly fast: Iterable<Subscriber>;
  /** A viewer has another filter. */
  readonly sort: (viewer: Viewer) => void;
}

/** Makes an empty list. */
export function createSubscribers(): Subscribers {
  const all = new Set<Subscriber>();
  const alone = new Set<Subscriber>();
  const fast = new Set<Subscriber>();

  function place(subscriber: Subscriber): void {
    if (subscriber.viewer.plan.fast.length > 0) fast.add(subscriber);
    else fast.delete(subscriber);
  }

  return {
    [Symbol.iterator]: () => all.values(),
    alone,
    fast,
    get size() {
      return all.size;
    },
    add(subscriber) {
      all.add(subscriber);
      alone.add(subscriber);
      place(subscriber);
    },
    delete(subscriber) {
      fast.delete(subscriber);
      alone.delete(subscriber);
      return all.delete(subscriber);
    },
    setAlone(subscriber, isAlone) {
      if (isAlone) alone.add(subscriber);
      else alone.delete(subscriber);
    },
    sort(viewer) {
      for (const subscriber of all) if (subscriber.viewer === viewer) place(subscriber);
    },
  };
}
