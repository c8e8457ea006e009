import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { OpenReader } from '../reader.ts';
import { round, roundOrNull } from '../round.ts';

/** Finer resolutions cost more than the rest of a reading: 10 ms takes six times the CPU time of 100 ms. */
const resolutionMs = 100;

/** The server's own process, on every platform. */
export const openSelf: OpenReader<'self'> = ({ self }) => {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
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

  /** The histogram holds whole intervals, so what exceeds the resolution is the lag. Empty within one interval. */
  function takeLag(): number | null {
    const meanMs = delay.count === 0 ? Number.NaN : delay.mean / 1e6;
    delay.reset();
    return roundOrNull(Math.max(0, meanMs - resolutionMs), 2);
  }

  return {
    read: (atMs) => ({
      cpu: cpuShare(atMs),
      memory: process.memoryUsage.rss(),
      lag: takeLag(),
      viewers: self.viewers(),
    }),
    restart: () => {
      lastCpu = null;
      delay.reset();
    },
    close: () => {
      delay.disable();
    },
  };
};
