import type { PageClock } from './page-clock.ts';
import type { Polled } from './poll-once.ts';
import { createTimer } from './timer.ts';
import type { OpenTransport } from './transport.ts';

/** A pause of the stream, in intervals between its samples, after which the server is asked whether it has sent more. */
export const pauseIntervals = 1.25;

/** Time in which the stream may still bring what the answer holds: both were under way together. */
export const graceMs = 500;

/** Pauses in a row after which it is no accident. */
export const pausesHeld = 3;

/** A timer that comes so much later says that the page stood still itself: the stream's events may wait to be read. */
const lateMs = 250;

/** Parts of the watch. */
export interface HeldBackParts {
  readonly clock: PageClock;
  readonly open: OpenTransport;
  /** What has followed what this page has read, answered at once; `null` where there is no answer. */
  readonly probe: (signal: AbortSignal) => Promise<Polled | null>;
  /** Interval that this page asked for; left out for the server's own. */
  readonly intervalMs: () => number | undefined;
}

/**
 * A stream that is not taken for one when something on the way holds its events back. Proxies pass a stream on whenever a
 * buffer of theirs is full: events come, but many at once and seconds late. How late cannot be told from clocks that do
 * not agree, so in a pause the server is asked what it has sent meanwhile.
 */
export function watchHeldBack({ clock, open, probe, intervalMs }: HeldBackParts): OpenTransport {
  return (listener) => {
    const timer = createTimer(clock);
    let asking = new AbortController();
    let serverMs = 0;
    let pauses = 0;

    const rest = () => {
      timer.clear();
      asking.abort();
    };
    const watch = () => {
      timer.set(Math.max(serverMs, intervalMs() ?? 0) * pauseIntervals, () => void ask());
    };
    const ask = async () => {
      asking = new AbortController();
      const { signal } = asking;
      const answer = await probe(signal);
      if (signal.aborted) return;
      if (answer === null) watch();
      else if (answer.events.some(({ id }) => id !== null)) wait();
      else pauses = 0;
    };
    const wait = () => {
      const sinceMs = clock.monotonicMs();
      timer.set(graceMs, () => {
        if (clock.monotonicMs() - sinceMs > graceMs + lateMs) wait();
        else count();
      });
    };
    const count = () => {
      pauses += 1;
      if (pauses < pausesHeld) watch();
      else {
        close();
        listener.heldBack?.();
      }
    };

    const closeStream = open({
      heard(event) {
        rest();
        if (event.event === 'hello' || event.event === 'presence') serverMs = event.data.intervalMs ?? serverMs;
        if (serverMs > 0) watch();
        listener.heard(event);
      },
      failed(reason) {
        rest();
        listener.failed(reason);
      },
    });
    const close = () => {
      rest();
      closeStream();
    };
    return close;
  };
}
