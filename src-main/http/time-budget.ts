import { Fault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';

/** What questions that keep the server's only thread busy may take, in ms of that thread. */
export interface TimeBudgetBounds {
  /** Refilled in each second. */
  readonly msPerSecond: number;
  /** Saved up at the most, for a page that opens with many charts. */
  readonly burstMs: number;
}

/** Runs work as long as the caller has time left, and else when it has some again. */
export interface TimeBudget {
  /**
   * Resolves with what the work returns, rejects with what it throws.
   * @param signal aborted where nobody waits any more
   * @throws Fault `too_many` without running anything, where the wait would be a long one or too many wait already
   */
  spend<Result>(owner: string, work: () => Result, signal?: Pick<AbortSignal, 'aborted'>): Promise<Result>;
}

/** Callers remembered; who is forgotten starts with a full budget. */
const mostOwners = 1_024;
/** Questions of one caller that wait; a page with a large chart has about a dozen. */
const mostWaiting = 24;
/** Longer than this nobody waits, ms: it is better to hear that it was too much. */
const longestWaitMs = 8_000;

interface Waiting {
  readonly begin: () => void;
  readonly refuse: (fault: Fault) => void;
  readonly signal: Pick<AbortSignal, 'aborted'> | undefined;
}

/** Gives each caller a budget of its own, so that nobody's questions hold up everybody's samples. */
export function createTimeBudget(clock: Clock, { msPerSecond, burstMs }: TimeBudgetBounds): TimeBudget {
  /** Time left, and when it was reckoned; the caller that asked longest ago stands first. */
  const accounts = new Map<string, { readonly leftMs: number; readonly atMs: number }>();
  /** In the order in which they came. A caller stands here only while somebody waits. */
  const queues = new Map<string, Waiting[]>();

  function left(owner: string): number {
    const account = accounts.get(owner);
    if (account === undefined) return burstMs;
    const refilledMs = ((clock.monotonicMs() - account.atMs) / 1_000) * msPerSecond;
    return Math.min(burstMs, account.leftMs + refilledMs);
  }

  function charge<Result>(owner: string, work: () => Result): Result {
    const leftMs = left(owner);
    const beganMs = clock.monotonicMs();
    try {
      return work();
    } finally {
      const atMs = clock.monotonicMs();
      accounts.delete(owner);
      accounts.set(owner, { leftMs: leftMs - (atMs - beganMs), atMs });
      const [oldest] = accounts.keys();
      if (accounts.size > mostOwners && oldest !== undefined) accounts.delete(oldest);
    }
  }

  /** Time until the caller has some again, ms. */
  const waitMs = (owner: string): number => Math.max(1, Math.ceil((-left(owner) / msPerSecond) * 1_000) + 1);

  function goOn(owner: string, queue: Waiting[]): void {
    while (left(owner) > 0) {
      const next = queue.shift();
      if (next === undefined) {
        queues.delete(owner);
        return;
      }
      if (next.signal?.aborted === true) next.refuse(tooMany());
      else next.begin();
    }
    clock.after(waitMs(owner), () => {
      goOn(owner, queue);
    });
  }

  return {
    async spend(owner, work, signal) {
      const queue = queues.get(owner);
      if (queue === undefined && left(owner) > 0) return charge(owner, work);
      if (waitMs(owner) > longestWaitMs || (queue?.length ?? 0) >= mostWaiting) throw tooMany();
      return new Promise((resolve, reject) => {
        const begin = (): void => {
          try {
            resolve(charge(owner, work));
          } catch (caught) {
            reject(caught instanceof Error ? caught : new Error('the work failed', { cause: caught }));
          }
        };
        const waiting = { begin, refuse: reject, signal };
        if (queue !== undefined) {
          queue.push(waiting);
          return;
        }
        const begun = [waiting];
        queues.set(owner, begun);
        goOn(owner, begun);
      });
    },
  };
}

function tooMany(): Fault {
  return new Fault('too_many', 'Too many questions for history at once; try again in some seconds.');
}
