import type { ReceivedEvent } from './received-event.ts';

/** Events as they come in, and the ways to wait for them. */
export interface Inbox {
  /** All events so far. */
  readonly received: readonly ReceivedEvent[];
  /** The next `count` events that were not taken yet. */
  take(count: number): Promise<ReceivedEvent[]>;
  /** The events not taken yet up to the first that `isLast` accepts, with it. */
  takeUntil(isLast: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent[]>;
}

/** The end where a reader puts them. */
export interface InboxWriter extends Inbox {
  put(events: readonly ReceivedEvent[]): void;
  /** No more will come: whoever waits is told so. */
  end(): void;
}

/** Makes an empty inbox. */
export function createInbox(): InboxWriter {
  const received: ReceivedEvent[] = [];
  const waiting = new Set<() => void>();
  let taken = 0;
  let over = false;

  function wake(): void {
    for (const look of [...waiting]) look();
  }

  function takeTo(isLast: (event: ReceivedEvent, index: number) => boolean): Promise<ReceivedEvent[]> {
    return new Promise((resolve, reject) => {
      let examined = taken;
      function look(): void {
        for (let event = received[examined]; event !== undefined; event = received[examined]) {
          examined += 1;
          if (!isLast(event, examined - 1)) continue;
          waiting.delete(look);
          const events = received.slice(taken, examined);
          taken = examined;
          resolve(events);
          return;
        }
        if (!over) return;
        waiting.delete(look);
        reject(new Error(`No more events after ${String(received.length)}, ${String(taken)} of them taken.`));
      }
      waiting.add(look);
      look();
    });
  }

  return {
    received,
    put(events) {
      received.push(...events);
      wake();
    },
    end() {
      over = true;
      wake();
    },
    take(count) {
      const last = taken + count - 1;
      return count === 0 ? Promise.resolve([]) : takeTo((_, index) => index === last);
    },
    takeUntil: takeTo,
  };
}
