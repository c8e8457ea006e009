import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import type { Clock } from '../clock.ts';

/** A machine knows its own name at once, but one that nobody answers for can take many seconds to fail, ms. */
const answerMs = 300;
/** Asking keeps a thread busy, and names seldom change: time between two questions while the addresses stay, ms. */
const askEveryMs = 60_000;

/** Whether others can use the machine's name instead of its address. */
export interface OwnName {
  /** The addresses that the name led to when last asked, as far as this machine can tell; empty where to none. */
  addresses(): readonly string[];
  /** Asks again where that is due: at once when the machine's addresses are others than before. */
  refresh(addresses: readonly string[]): Promise<void>;
}

/** The name under which devices find this machine by multicast DNS. */
export function localName(machine = hostname()): string {
  const name = machine.toLowerCase();
  return name.endsWith('.local') ? name : `${name}.local`;
}

/** @param ask looks a name up; default: as the operating system does */
export function createOwnName(clock: Clock, ask: (name: string) => Promise<readonly string[]> = lookUp): OwnName {
  let found: readonly string[] = [];
  let askedMs: number | null = null;
  let askedFor = '';

  async function answer(): Promise<readonly string[]> {
    let cancel = (): void => undefined;
    const tooLate = new Promise<readonly string[]>((resolve) => {
      cancel = clock.after(answerMs, () => {
        resolve([]);
      });
    });
    const addresses = await Promise.race([ask(localName()), tooLate]);
    cancel();
    return addresses;
  }

  return {
    addresses: () => found,
    async refresh(addresses) {
      const nowMs = clock.monotonicMs();
      const key = addresses.join();
      if (key === askedFor && askedMs !== null && nowMs - askedMs < askEveryMs) return;
      askedMs = nowMs;
      askedFor = key;
      found = await answer();
    },
  };
}

async function lookUp(name: string): Promise<readonly string[]> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch {
    // Nobody answers for the name.
    return [];
  }
}
