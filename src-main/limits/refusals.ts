import type { LimitCounts, LimitName } from '../../src-shared/protocol/server-limits.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { limitTable } from './limit-table.ts';

/** Time between two lines of the log about one limit, ms: who hammers at the door must not fill the disk. */
const tellEveryMs = 60_000;

/** Counts how often each limit was met. */
export interface Refusals {
  /** One more; `address` is where it came from. */
  count(name: LimitName, address?: string): void;
  figures(): LimitCounts;
}

/** All at zero. Of each limit the first is told to the log, and then one a minute at the most, with how many there were. */
export function createRefusals(clock: Clock, log: Pick<Log, 'warn'>): Refusals {
  const counts: Record<LimitName, number> = {
    maxConnections: 0,
    maxConnectionsPerAddress: 0,
    maxStreamsPerSession: 0,
    maxRequestsPerSecond: 0,
    maxMessageSize: 0,
    headTimeout: 0,
    requestTimeout: 0,
    idleTimeout: 0,
    pollHold: 0,
    pairingTries: 0,
  };
  const told = new Map<LimitName, { readonly atMs: number; readonly count: number }>();

  return {
    count(name, address) {
      counts[name] += 1;
      // Every tab that was closed leaves one behind: nothing to tell anybody.
      if (name === 'idleTimeout') return;
      const nowMs = clock.monotonicMs();
      const before = told.get(name);
      if (before !== undefined && nowMs - before.atMs < tellEveryMs) return;
      told.set(name, { atMs: nowMs, count: counts[name] });
      const times = counts[name] - (before?.count ?? 0);
      log.warn({ limit: name, times, ...(address === undefined ? {} : { address }) }, limitTable[name].met);
    },
    figures: () => ({ ...counts }),
  };
}
