import type { Clock } from '../clock.ts';
import type { Announcement } from './announcements.ts';
import type { HubInner } from './hub.ts';
import { announcedText, isUrgent, polledEvent, takeAnnouncements, type Collected } from './poll-batch.ts';
import type { Subscriber } from './subscriber.ts';
import type { Viewer } from './viewer.ts';

/** Time that the last answer has to leave, ms. */
const flushMs = 1_000;

/**
 * Waits for the next event that the viewer's filter lets through, or a gap. Resolves with it, or empty at the timeout or when
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
      const texts = takeAnnouncements(hub, viewer);
      // Another poll of the same viewer may have taken it.
      answer(...(texts.length > 0 ? texts : [announcedText(announcement, viewer)]));
    }

    const subscriber: Subscriber = {
      stored(event) {
        last = event.seq;
        const text = polledEvent(hub, viewer, event);
        if (text !== null) answer(text, ...takeAnnouncements(hub, viewer));
      },
      announced(announcement) {
        if (isUrgent(announcement)) tell(announcement);
      },
      end(bye) {
        tell(bye);
        return goneWithin(signal, flushMs, hub.clock);
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

function goneWithin(signal: AbortSignal, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        resolve();
      },
      { once: true },
    );
  });
}
