import { networkInterfaces } from 'node:os';
import type { Clock } from '../clock.ts';
import { addressKey } from './address-key.ts';

/** Networks that this machine is part of, as {@link addressKey} names them. */
export type OwnNetworks = () => ReadonlySet<string>;

/** A machine gets new addresses seldom, and asking for them costs more than a request, ms. */
const staleMs = 10_000;

/** Looks at the machine's interfaces now and then. */
export function createOwnNetworks(clock: Pick<Clock, 'monotonicMs'>): OwnNetworks {
  let found: ReadonlySet<string> = new Set();
  let atMs = -Infinity;
  return () => {
    const nowMs = clock.monotonicMs();
    if (nowMs - atMs >= staleMs) {
      atMs = nowMs;
      const addresses = Object.values(networkInterfaces()).flatMap((list = []) => list.map(({ address }) => address));
      found = new Set(addresses.map((address) => addressKey(address)));
    }
    return found;
  };
}
