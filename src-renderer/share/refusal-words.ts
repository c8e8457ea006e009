import { limitNames, type LimitCounts, type LimitName } from '../../src-shared/protocol/server-limits.ts';

/** A limit that was met, in words. */
export interface RefusalWords {
  /** Its setting, by which it is found in the config file and among the options. */
  readonly limit: LimitName;
  readonly what: string;
  readonly times: string;
}

/**
 * What each limit refuses; `null` for connections that are closed because nothing was asked on them, which are no refusal:
 * every page that was closed leaves one.
 */
const refusals: Readonly<Record<LimitName, string | null>> = {
  maxConnections: 'Connections: too many in all',
  maxConnectionsPerAddress: 'Connections: too many of one address',
  maxStreamsPerSession: 'Streams: too many of one device',
  maxRequestsPerSecond: 'Requests: too many at once of one address',
  maxMessageSize: 'Messages: too large',
  headTimeout: 'Connections: their request did not begin in time',
  requestTimeout: 'Requests: they did not arrive in time',
  idleTimeout: null,
  pollHold: 'Polls: they asked to wait too long',
  pairingTries: 'Pairing: too many wrong codes',
};

/** The limits that were met, the one met most often first. */
export function refusalWords(counts: Partial<LimitCounts>): readonly RefusalWords[] {
  return limitNames
    .flatMap((limit) => {
      const [what, count] = [refusals[limit], counts[limit] ?? 0];
      return what === null || count === 0 ? [] : [{ limit, what, count }];
    })
    .toSorted((one, other) => other.count - one.count)
    .map(({ limit, what, count }) => ({ limit, what, times: timesWords(count) }));
}

function timesWords(count: number): string {
  return count === 1 ? 'once' : `${count.toLocaleString('en')} times`;
}
