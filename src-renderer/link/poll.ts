import type { Fault } from '../../src-shared/fault.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Cursor } from './cursor.ts';
import type { PageClock } from './page-clock.ts';
import type { Incoming } from './incoming.ts';
import { pollOnce, type Fetch, type Polled } from './poll-once.ts';
import { createTimer } from './timer.ts';
import type { OpenTransport } from './transport.ts';

/** A poll that has not been answered this long after its own timeout is lost. */
const graceMs = 10_000;

/** Time between two polls when a server answers empty at once instead of holding them. */
const idleMs = 1_000;

/** Parts of long polling. */
export interface PollParts {
  readonly clock: PageClock;
  readonly fetch: Fetch;
  readonly cursor: Cursor;
  /** Address of a poll; `after` is `null` for the first, which is answered with `hello`, at once. */
  readonly url: (after: string | null) => string;
  readonly onRefused?: (fault: Fault) => void;
}

/**
 * Long polling: `hello` first, then one poll after the other from where the page has read to. A server that has started
 * anew is asked for its `hello` again.
 */
export function createPoll({ clock, fetch, cursor, url, onRefused }: PollParts): OpenTransport {
  return (listener) => {
    let closed = false;
    let request = new AbortController();
    let refused: string | undefined;
    const deadline = createTimer(clock);
    const pause = createTimer(clock);

    const ask = async (after: string | null): Promise<Polled | null> => {
      // How long the server holds it is the server's to say, at most this long.
      const timeoutMs = after === null ? 0 : limits.pollMs.default;
      request = new AbortController();
      deadline.set(timeoutMs + graceMs, () => {
        request.abort();
      });
      const answer = await pollOnce(fetch, url(after), request.signal, (fault) => {
        refused = fault.message;
        onRefused?.(fault);
      });
      deadline.clear();
      return answer;
    };

    const run = async () => {
      let after: string | null = null;
      for (;;) {
        const askedMs = clock.monotonicMs();
        const answer: Polled | null = await ask(after);
        if (isClosed()) return;
        if (answer === null) {
          listener.failed(refused);
          return;
        }
        for (const event of answer.events) {
          listener.heard(event);
          if (isClosed()) return;
        }
        if (answer.events.length === 0) listener.heard({ event: 'beat', id: null });
        if (after !== null) cursor.examined(answer.last);
        const idle = answer.events.length === 0 && !answer.more && clock.monotonicMs() - askedMs < idleMs;
        if (idle)
          await new Promise<void>((resolve) => {
            pause.set(idleMs, resolve);
          });
        after = after !== null && answer.events.some(tellsRestart) ? null : (cursor.id ?? answer.last);
      }
    };
    // A call, so that the checks after an `await` are not taken for settled.
    const isClosed = () => closed;

    void run();
    return () => {
      closed = true;
      request.abort();
      deadline.clear();
      pause.clear();
    };
  };
}

function tellsRestart(event: Incoming): boolean {
  return event.event === 'gap' && event.data.from === null;
}
