import { eventLoopLag } from '../event-loop-lag.ts';
import type { OpenReader } from '../reader.ts';
import { round } from '../round.ts';

/** The server's own process, on every platform. */
export const openSelf: OpenReader<'self'> = ({ self }) => {
  const lag = eventLoopLag();
  let lastCpu: NodeJS.CpuUsage | null = null;
  let lastMs = Number.NaN;

  function cpuShare(atMs: number): number | null {
    const now = process.cpuUsage();
    const elapsedMs = atMs - lastMs;
    const usedMs = lastCpu === null ? null : (now.user + now.system - lastCpu.user - lastCpu.system) / 1000;
    lastCpu = now;
    lastMs = atMs;
    return usedMs !== null && elapsedMs > 0 ? round((Math.max(0, usedMs) / elapsedMs) * 100, 2) : null;
  }

  return {
    read: (atMs) => ({
      cpu: cpuShare(atMs),
      memory: process.memoryUsage.rss(),
      lag: lag.take(atMs),
      viewers: self.viewers(),
    }),
    restart: () => {
      lastCpu = null;
      lag.restart();
    },
    close: () => {
      lag.close();
    },
  };
};
