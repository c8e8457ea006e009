import { Fault } from '../../src-shared/fault.ts';
import type { PageClock } from './page-clock.ts';

/** A server that has much to do is asked again after this, ms. */
const againMs = 1_500;
/** So often; what is refused still is told then. */
const triesAtMost = 20;

/** Asks a server something; a Fault where it refuses, cannot be reached or the request was aborted. */
type Ask<Query, Answer> = (query: Query, signal: AbortSignal) => Promise<Answer | Fault>;

/** Asks again where a server only wants to be asked later (`too_many`), for as long as somebody waits for the answer. */
export function patient<Query, Answer>(ask: Ask<Query, Answer>, clock: Pick<PageClock, 'after'>): Ask<Query, Answer> {
  return async (query, signal) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await ask(query, signal);
      const isBusy = answer instanceof Fault && answer.code === 'too_many';
      if (!isBusy || tries >= triesAtMost) return answer;
      await passed(againMs, clock, signal);
      if (signal.aborted) return answer;
    }
  };
}

/** Resolves after a time, or as soon as nobody waits any more. */
async function passed(ms: number, clock: Pick<PageClock, 'after'>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
