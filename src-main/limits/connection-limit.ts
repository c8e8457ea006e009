import { isLoopbackAddress } from '../access/loopback.ts';
import type { IsTrusted } from '../access/trusted-proxies.ts';
import { addressKey } from './address-key.ts';
import type { Bounds } from './bounds.ts';
import type { OwnNetworks } from './own-networks.ts';

/** Why a connection may not come in. */
type Met = 'maxConnections' | 'maxConnectionsPerAddress';

/** One in so many connections is kept for this machine, up to so many: its owner must get in to turn sharing off. */
const keptForOwner = { oneIn: 16, most: 64 } as const;

/** Counts the connections of all listeners. */
export interface ConnectionLimit {
  /** Lets one in, to be counted until `leave` is called once; or says which limit is met. */
  enter(remoteAddress: string | undefined): { readonly met: Met } | { readonly leave: () => void };
}

/**
 * As many tables as there are connections, so it needs no bound of its own. The connections of a trusted proxy are those of
 * everybody behind it: they count in all only.
 */
export function createConnectionLimit(
  bounds: Bounds,
  isTrustedProxy: IsTrusted,
  ownNetworks: OwnNetworks,
): ConnectionLimit {
  const inAll = bounds('maxConnections');
  const each = bounds('maxConnectionsPerAddress');
  const byAddress = new Map<string, number>();
  const forOthers = inAll.most - Math.min(keptForOwner.most, Math.floor(inAll.most / keptForOwner.oneIn));
  let open = 0;

  function counts(address: string): boolean {
    return (each.countsLoopback || !isLoopbackAddress(address)) && !isTrustedProxy(address);
  }

  return {
    enter(remoteAddress = '') {
      const isOwner = isLoopbackAddress(remoteAddress) && !isTrustedProxy(remoteAddress);
      if (open >= (isOwner ? inAll.most : forOthers)) return { met: 'maxConnections' };
      const key = addressKey(remoteAddress, ownNetworks);
      const ofAddress = byAddress.get(key) ?? 0;
      if (ofAddress >= each.most && counts(remoteAddress)) return { met: 'maxConnectionsPerAddress' };
      open += 1;
      byAddress.set(key, ofAddress + 1);
      return {
        leave: () => {
          open -= 1;
          const left = (byAddress.get(key) ?? 1) - 1;
          if (left === 0) byAddress.delete(key);
          else byAddress.set(key, left);
        },
      };
    },
  };
}
