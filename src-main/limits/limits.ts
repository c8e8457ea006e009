import type { IsTrusted } from '../access/trusted-proxies.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Bounds } from './bounds.ts';
import { createConnectionLimit, type ConnectionLimit } from './connection-limit.ts';
import { createOwnNetworks } from './own-networks.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { createRequestLimit, type AllowRequest } from './request-limit.ts';
import { createStreamLimit, type StreamLimit } from './stream-limit.ts';

/** How much anybody may take of one server, over all of its listeners. */
export interface Limits {
  readonly bounds: Bounds;
  readonly connections: ConnectionLimit;
  readonly allowRequest: AllowRequest;
  readonly streams: StreamLimit;
  readonly refusals: Refusals;
}

/** What the limits need to know. */
export interface LimitsOptions {
  readonly bounds: Bounds;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly isTrustedProxy: IsTrusted;
}

/** Joins them; all count from now on. */
export function createLimits({ bounds, clock, log, isTrustedProxy }: LimitsOptions): Limits {
  const refusals = createRefusals(clock, log);
  const ownNetworks = createOwnNetworks(clock);
  return {
    bounds,
    connections: createConnectionLimit(bounds, isTrustedProxy, ownNetworks),
    allowRequest: createRequestLimit(bounds, clock, ownNetworks),
    streams: createStreamLimit(bounds, refusals),
    refusals,
  };
}
