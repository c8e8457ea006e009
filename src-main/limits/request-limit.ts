import type { Arrival } from '../access/arrival.ts';
import { isLoopbackAddress } from '../access/loopback.ts';
import type { Clock } from '../clock.ts';
import { createRateLimits } from './rate-limits.ts';
import { addressKey } from './address-key.ts';
import type { Bounds } from './bounds.ts';
import type { OwnNetworks } from './own-networks.ts';

/** Seconds' worth of requests that may come at once: a page loads with many. */
const burstSeconds = 3;

/**
 * Says whether one more request of an address may come in now. An address of this machine that a proxy has named may be
 * anybody's invention, and is not spared.
 */
export type AllowRequest = (origin: Pick<Arrival, 'remoteAddress' | 'isByProxy'>) => boolean;

/** A token bucket for each address; behind a trusted proxy that of the client. */
export function createRequestLimit(bounds: Bounds, clock: Clock, ownNetworks: OwnNetworks): AllowRequest {
  const { most, countsLoopback } = bounds('maxRequestsPerSecond');
  const allow = createRateLimits(clock, most, most * burstSeconds);
  return ({ remoteAddress = '', isByProxy }) =>
    (!countsLoopback && !isByProxy && isLoopbackAddress(remoteAddress)) ||
    allow(addressKey(remoteAddress, ownNetworks));
}
