import type { LimitName } from '../../src-shared/protocol/server-limits.ts';

/** One limit as people set it. */
export interface Limit {
  /** `count` is a whole number, `size` is written like `16K`, `duration` like `30s`. */
  readonly kind: 'count' | 'size' | 'duration';
  readonly default: string;
  readonly min: string;
  readonly max: string;
  /** Counts what comes from this machine only where the owner has set it. */
  readonly sparesLoopback: boolean;
  /** What it bounds, for the list of options. */
  readonly meaning: string;
  /** What a person reads in the log when it was met. */
  readonly met: string;
}

/** Every limit that can be set: options, variables, keys of the config file and counters come from here. */
export const limitTable = {
  maxConnections: {
    kind: 'count',
    default: '4096',
    min: '4',
    max: '65536',
    sparesLoopback: false,
    meaning: 'most connections in all',
    met: 'connections were refused: there are too many',
  },
  maxConnectionsPerAddress: {
    kind: 'count',
    default: '128',
    min: '1',
    max: '65536',
    sparesLoopback: true,
    meaning: 'most connections of one address',
    met: 'connections were refused: their address has too many',
  },
  maxStreamsPerSession: {
    kind: 'count',
    default: '256',
    min: '1',
    max: '65536',
    sparesLoopback: true,
    meaning: 'most streams, waiting polls and control channels of one session',
    met: 'streams were refused: their session has too many',
  },
  maxRequestsPerSecond: {
    kind: 'count',
    default: '100',
    min: '1',
    max: '100000',
    sparesLoopback: true,
    meaning: 'most requests of one address in a second, after three times as many at once',
    met: 'requests were refused: their address sends too many',
  },
  maxMessageSize: {
    kind: 'size',
    default: '16K',
    min: '1K',
    max: '1M',
    sparesLoopback: false,
    meaning: 'largest body of a request, and largest message on a control channel',
    met: 'messages were refused: they are too large',
  },
  headTimeout: {
    kind: 'duration',
    default: '10s',
    min: '1s',
    max: '1m',
    sparesLoopback: false,
    meaning: 'time for an encrypted handshake, and for the head of a request',
    met: 'connections were cut: the head of their request took too long',
  },
  requestTimeout: {
    kind: 'duration',
    default: '30s',
    min: '1s',
    max: '10m',
    sparesLoopback: false,
    meaning: 'time in which a whole request must have arrived',
    met: 'requests were cut: they took too long to arrive',
  },
  idleTimeout: {
    kind: 'duration',
    default: '65s',
    min: '1s',
    max: '1h',
    sparesLoopback: false,
    meaning: 'time that a connection may stay without a request',
    met: 'connections were closed: nothing was asked on them',
  },
  pollHold: {
    kind: 'duration',
    default: '30s',
    min: '1s',
    max: '30s',
    sparesLoopback: false,
    meaning: 'longest time for which a poll may ask to wait',
    met: 'polls were refused: they ask to wait for too long',
  },
  pairingTries: {
    kind: 'count',
    default: '10',
    min: '3',
    max: '1000',
    sparesLoopback: false,
    meaning: 'wrong codes after which pairing is locked for a minute',
    met: 'pairing was refused: too many wrong codes were tried',
  },
} as const satisfies Record<LimitName, Limit>;
