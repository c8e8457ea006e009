import type { WireDefinition } from '../metrics/definition.ts';
import type { HostInfo, Role, UnsupportedMetric } from './events.ts';
import type { HistoryStatus } from './history-status.ts';
import type { LimitCounts } from './server-limits.ts';

/**
 * What anybody may know: `role` is `null` for nobody; of others `session` says whether they have one or need none.
 * `encryptedBefore` is true for a browser whose session is for TLS only, where TLS has been turned off.
 */
export interface ShortInfo {
  readonly name: string;
  readonly version: string;
  readonly auth: {
    readonly required: boolean;
    readonly role: Role | null;
    readonly session?: boolean;
    readonly encryptedBefore?: boolean;
  };
}

/** What a session may know besides. */
export interface FullInfo extends ShortInfo {
  readonly host: HostInfo;
  readonly transports: readonly ('sse' | 'poll' | 'ws' | 'post')[];
  readonly intervalMs: number;
  readonly metrics: {
    readonly definitions: readonly WireDefinition[];
    readonly unsupported: readonly UnsupportedMetric[];
  };
}

/** The server's own figures since its start. Times in ms, sizes in bytes, `cpu` in percent of one core. */
export interface ServerFigures {
  readonly upMs: number;
  readonly connections: { readonly sse: number; readonly poll: number; readonly ws: number };
  readonly viewers: number;
  readonly eventsSent: number;
  readonly bytesSent: number;
  readonly drops: number;
  readonly replays: number;
  /** How often each limit was met, by the name of its setting: what was refused, cut or, where it is idle, closed. */
  readonly refused: LimitCounts;
  readonly lag: number | null;
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly history: HistoryStatus;
}
