import type { Cancel, Clock } from '../clock.ts';
import type { Announcement } from './announcements.ts';
import { farewell } from './farewell.ts';
import type { HubInner } from './hub.ts';
import { announcedText, collectAfter, isUrgent, polledEvent, takeAnnouncements, type Collected } from './poll-batch.ts';
import type { Subscriber } from './subscriber.ts';
import type { Viewer } from './viewer.ts';

/** Time that the last answer has to leave, ms. */
const flushMs = 500;

/** Time for which an answer gathers the fast series, ms: a request for each sample would cost more than reading it. */
const gatherMs = 250;

/** What is asked here of an AbortSignal, which fits; each poll would have one, and they weigh more than the rest of it. */
export interface Gone {
  readonly aborted: boolean;
  addEventListener(type: 'abort', run: () => void): void;
  removeEventListener(type: 'abort', run: () => void): void;
}

/** How long to hold, and what ends it before. */
export interface HoldOptions {
  /** Longest hold, ms; more than `limits.pollMs.max` is cut to it. */
  readonly timeoutMs: number;
  /** Aborted when the asker has gone, or has the whole answer: `Hub.close` waits for it. */
  readonly signal: Gone;
  /** Aborted when the way by which the asker came is about to be closed. Default: it stays. */
  readonly closing?: AbortSignal;
}

/**
 * Waits for the next event that the viewer's filter lets through, or a gap. Resolves with it, or empty at the timeout or when
 * the asker has gone; `last` moves on past events that the filter left out.
 * @param after number of the newest event in the ring, which the viewer has seen
 */
export function holdPoll(
  hub: HubInner,
  viewer: Viewer,
  after: number,
  { timeoutMs, signal, closing }: HoldOptions,
): Promise<Collected> {
  return new Promise((resolve) => {
    /** Number of the newest event before those that are gathered. */
    let last = after;
    /** Set while samples of a fast series wait in the ring for others to come. */
    let gathering: Cancel | null = null;

    function answer(...events: readonly string[]): void {
      cancel();
      gathering?.();
      signal.removeEventListener('abort', giveUp);
      closing?.removeEventListener('abort', leave);
      hub.subscribers.delete(subscriber);
      // What is not for this viewer did not come this way.
      if (gathering === null) resolve({ events, last: hub.ring.lastSeq, more: false });
      else {
        const gathered = collectAfter(hub, viewer, { cursor: last, gap: null });
        resolve({ ...gathered, events: [...gathered.events, ...events] });
      }
    }

    function giveUp(): void {
      answer();
    }

    function leave(): void {
      if (closing === undefined) return;
      const bye = hub.announcements.single('bye', farewell(closing));
      answer(...takeAnnouncements(hub, viewer), announcedText(bye, viewer));
    }

    function tell(announcement: Announcement): void {
      const texts = takeAnnouncements(hub, viewer);
      // Another poll of the same viewer may have taken it.
      answer(...(texts.length > 0 ? texts : [announcedText(announcement, viewer)]));
    }

    const subscriber: Subscriber = {
      viewer,
      stored(event) {
        const text = polledEvent(hub, viewer, event);
        if (text === null) {
          if (gathering === null) last = event.seq;
        } else if (event.name === 'fast') gathering ??= hub.clock.after(gatherMs, giveUp);
        else if (gathering !== null) answer();
        else answer(text, ...takeAnnouncements(hub, viewer));
      },
      announced(announcement) {
        if (isUrgent(announcement)) tell(announcement);
      },
      end(bye) {
        answer(...takeAnnouncements(hub, viewer), ...(bye === null ? [] : [announcedText(bye, viewer)]));
        return goneWithin(signal, flushMs, hub.clock);
      },
    };

    const cancel = hub.clock.after(timeoutMs, giveUp);
    if (signal.aborted) {
      giveUp();
      return;
    }
    signal.addEventListener('abort', giveUp);
    closing?.addEventListener('abort', leave, { once: true });
    hub.subscribers.add(subscriber);
  });
}

function goneWithin(signal: Gone, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}
