import type { Fault } from '../../src-shared/fault.ts';
import { definitionOf, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Clock } from '../clock.ts';
import { startFastLane } from './fast-lane.ts';
import { openLanes } from './open-lanes.ts';
import type { ReaderEnvironment, ReaderRegistry } from './reader.ts';
import type { FastSample } from './sample.ts';

/** Parts of {@link createFastLanes}. */
export interface FastLanesOptions {
  readonly environment: ReaderEnvironment;
  readonly readers: ReaderRegistry;
  readonly clock: Clock;
  /** Told the first failure of each row of failures of a metric. */
  readonly report: (fault: Fault) => void;
  readonly onSample: (sample: FastSample) => void;
}

/** The metrics that are read faster than at the ticks, because somebody looks closely. */
export interface FastLanes {
  /** Reads these from now on, and no others. */
  readonly set: (metrics: readonly MetricId[]) => void;
}

/** Reads none until it is told to. */
export function createFastLanes({ environment, readers, clock, report, onSample }: FastLanesOptions): FastLanes {
  const running = new Map<MetricId, AbortController>();

  async function start(id: MetricId, everyMs: number, signal: AbortSignal): Promise<void> {
    const { lanes } = await openLanes([id], readers, environment, report);
    const stops = lanes.map((lane) => startFastLane({ clock, lane, everyMs, onSample }));
    const stop = () => {
      for (const end of stops) end();
    };
    // Nobody may want it any more by now.
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  }

  return {
    set(metrics) {
      for (const [id, stop] of running) {
        if (metrics.includes(id)) continue;
        running.delete(id);
        stop.abort();
      }
      for (const id of metrics) {
        const { fastEveryMs } = definitionOf(id);
        if (fastEveryMs === undefined || running.has(id)) continue;
        const stop = new AbortController();
        running.set(id, stop);
        void start(id, fastEveryMs, stop.signal);
      }
    },
  };
}
