import type { PairingLock as LockState } from '../../src-shared/protocol/sharing.ts';
import type { Clock } from '../clock.ts';

/** Time for which none are looked at then, ms. */
const lockMs = 60_000;
/** Addresses that are told apart; of more, those that tried longest ago begin anew. */
const mostAddresses = 1_024;

/** Keeps people from trying codes until one fits. */
export interface PairingLock {
  /** Time until a code from this address is looked at again, ms; 0 where it is now. */
  leftMs(address: string): number;
  /** A code was wrong. True where that was one too many, and from now on none is looked at from anywhere. */
  wrong(address: string): boolean;
  /** A code was right. */
  right(address: string): void;
  state(): LockState;
}

/** Counts for one address, or for all. */
interface Tries {
  wrong: number;
  lockedUntilMs: number;
}

/** `mostWrong` wrong codes lock the address that they come from, and as many from anywhere lock all, for one minute. */
export function createPairingLock(clock: Clock, mostWrong: number): PairingLock {
  const all: Tries = { wrong: 0, lockedUntilMs: -Infinity };
  /** Whoever tried longest ago comes first. */
  const byAddress = new Map<string, Tries>();
  let sinceRight = 0;

  /** True where it is locked by this. */
  function count(tries: Tries): boolean {
    tries.wrong += 1;
    if (tries.wrong < mostWrong) return false;
    tries.wrong = 0;
    tries.lockedUntilMs = clock.monotonicMs() + lockMs;
    return true;
  }

  function leftOf(tries: Tries | undefined): number {
    return tries === undefined ? 0 : Math.max(0, tries.lockedUntilMs - clock.monotonicMs());
  }

  function triesOf(address: string): Tries {
    const tries = byAddress.get(address) ?? { wrong: 0, lockedUntilMs: -Infinity };
    byAddress.delete(address);
    byAddress.set(address, tries);
    const [oldest] = byAddress.keys();
    if (byAddress.size > mostAddresses && oldest !== undefined) byAddress.delete(oldest);
    return tries;
  }

  return {
    leftMs: (address) => Math.max(leftOf(all), leftOf(byAddress.get(address))),
    wrong(address) {
      sinceRight += 1;
      count(triesOf(address));
      return count(all);
    },
    right(address) {
      byAddress.delete(address);
      all.wrong = 0;
      sinceRight = 0;
    },
    state() {
      const leftMs = leftOf(all);
      return { until: leftMs === 0 ? null : clock.wallMs() + Math.ceil(leftMs), wrongCodes: sinceRight };
    },
  };
}
