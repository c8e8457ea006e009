import { Fault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';

/** What questions that keep the server's only thread busy may take, in ms of that thread. */
export interface TimeBudgetBounds {
  /** Refilled in each second. */
  readonly msPerSecond: number;
  /** Saved up at the most, for a page that opens with many charts. */
  readonly burstMs: number;
}

/** Runs work as long as the caller has time left. */
export interface TimeBudget {
  /** @throws Fault `too_many` without running anything */
  spend<Result>(owner: string, work: () => Result): Result;
}

/** Callers remembered; who is forgotten starts with a full budget. */
const mostOwners = 1_024;

/** Gives each caller a budget of its own, so that nobody's questions hold up everybody's samples. */
export function createTimeBudget(clock: Clock, { msPerSecond, burstMs }: TimeBudgetBounds): TimeBudget {
  /** Time left, and when it was reckoned; the caller that asked longest ago stands first. */
  const accounts = new Map<string, { readonly leftMs: number; readonly atMs: number }>();

  function left(owner: string): number {
    const account = accounts.get(owner);
    if (account === undefined) return burstMs;
    const refilledMs = ((clock.monotonicMs() - account.atMs) / 1_000) * msPerSecond;
    return Math.min(burstMs, account.leftMs + refilledMs);
  }

  return {
    spend(owner, work) {
      const leftMs = left(owner);
      if (leftMs <= 0) throw new Fault('too_many', 'Too many questions for history at once; try again in a second.');
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
    },
  };
}
