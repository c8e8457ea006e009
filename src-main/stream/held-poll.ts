import type { Announcement } from './announcements.ts';
import { polledText } from './event-text.ts';
import type { HubInner } from './hub.ts';
import { polledEvent, type Collected } from './poll-batch.ts';
import type { Subscriber } from './subscriber.ts';
import type { Viewer } from './viewer.ts';

/**
 * Waits for the next event that the viewer's filter lets through. Resolves with it, or empty at the timeout or when
 * the asker has gone; `last` moves on past events that the filter left out.
 * @param after number of the newest event in the ring, which the viewer has seen
 */
export function holdPoll(
  hub: HubInner,
  viewer: Viewer,
  after: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Collected> {
  return new Promise((resolve) => {
    let last = after;

    function answer(...events: readonly string[]): void {
      cancel();
      signal.removeEventListener('abort', giveUp);
      hub.subscribers.delete(subscriber);
      resolve({ events, last, more: false });
    }

    function giveUp(): void {
      answer();
    }

    function tell(announcement: Announcement): void {
      viewer.announced = announcement.number;
      answer(polledText(announcement.name, announcement.json, null));
    }

    const subscriber: Subscriber = {
      stored(event) {
        last = event.seq;
        const text = polledEvent(hub, viewer, event);
        if (text !== null) answer(text);
      },
      announced: tell,
      end(bye) {
        tell(bye);
        return Promise.resolve();
      },
    };

    const cancel = hub.clock.after(timeoutMs, giveUp);
    if (signal.aborted) {
      giveUp();
      return;
    }
    signal.addEventListener('abort', giveUp, { once: true });
    hub.subscribers.add(subscriber);
  });
}
