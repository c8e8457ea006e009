import { parseEventId } from '../../src-shared/protocol/event-id.ts';
import type { PageSample } from './incoming.ts';
import type { PageClock } from './page-clock.ts';
import type { Polled } from './poll-once.ts';
import { createTimer } from './timer.ts';

/** Answers that one backfill reads at most; far more than a server's ring fills. */
const answersAtMost = 500;

/** Time until a backfill that broke off is tried again; twice as long with each try, ms. */
const againMs = 2_000;
/** A stream that lives on gives no other chance, so that it is tried for ever, this rarely at the end, ms. */
const longestAgainMs = 60_000;

/** Parts of the backfill. */
export interface BackfillParts {
  readonly clock: PageClock;
  /** One poll that is answered at once. */
  readonly poll: (after: string, signal: AbortSignal) => Promise<Polled | null>;
  readonly onSamples: (samples: readonly PageSample[]) => void;
  /** Everything that was wanted and that the server still held has come in. */
  readonly onCaughtUp: () => void;
}

/** Fetches what the server still holds and this page has not seen. */
export interface Backfill {
  /** Asks for everything after an id. Wishes add up to the oldest; one of another server start replaces them. */
  readonly want: (id: string) => void;
  /** Tries again what broke off. */
  kick(): void;
  stop(): void;
}

/** Makes a backfill that wants nothing. */
export function createBackfill({ clock, poll, onSamples, onCaughtUp }: BackfillParts): Backfill {
  let from: string | null = null;
  let tries = 0;
  let running: AbortController | null = null;
  const timer = createTimer(clock);

  const run = async (abort: AbortController): Promise<void> => {
    for (let answers = 0; answers < answersAtMost && from !== null; answers += 1) {
      const answer = await poll(from, abort.signal);
      if (abort.signal.aborted) return;
      if (answer === null) {
        running = null;
        timer.set(Math.min(longestAgainMs, againMs * 2 ** tries), start);
        tries += 1;
        return;
      }
      const samples = answer.events.flatMap((event) => (event.event === 'sample' ? [event.data] : []));
      if (samples.length > 0) onSamples(samples);
      from = answer.more ? answer.last : null;
    }
    from = null;
    running = null;
    onCaughtUp();
  };
  const start = () => {
    timer.clear();
    if (running !== null || from === null) return;
    running = new AbortController();
    void run(running);
  };

  return {
    want(id) {
      running?.abort();
      running = null;
      tries = 0;
      from = older(from, id);
      start();
    },
    kick() {
      tries = 0;
      start();
    },
    stop() {
      running?.abort();
      running = null;
      from = null;
      timer.clear();
    },
  };
}

function older(one: string | null, other: string): string {
  const a = one === null ? null : parseEventId(one);
  const b = parseEventId(other);
  return one !== null && a !== null && b !== null && a.epoch === b.epoch && a.seq < b.seq ? one : other;
}
