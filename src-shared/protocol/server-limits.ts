/** The limits that an owner sets, by the names of their settings: in the config file, and in what counts how often each was met. */
export const limitNames = [
  'maxConnections',
  'maxConnectionsPerAddress',
  'maxStreamsPerSession',
  'maxRequestsPerSecond',
  'maxMessageSize',
  'headTimeout',
  'requestTimeout',
  'idleTimeout',
  'pollHold',
  'pairingTries',
] as const;

/** Name of a limit. */
export type LimitName = (typeof limitNames)[number];

/** How often each limit was met since the server was started: connections, requests and messages refused or cut. */
export type LimitCounts = Readonly<Record<LimitName, number>>;
