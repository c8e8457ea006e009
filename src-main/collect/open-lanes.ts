import { Fault } from '../../src-shared/fault.ts';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { UnsupportedMetric } from '../../src-shared/protocol/events.ts';
import { createLane, type Lane } from './lane.ts';
import type { ReaderEnvironment, ReaderRegistry } from './reader.ts';

/** The metrics of this machine, and why it lacks the others; both in the order asked for. */
export interface OpenedLanes {
  readonly lanes: readonly Lane[];
  readonly unsupported: UnsupportedMetric[];
}

/** Opens readers side by side. One that throws is reported and counts as unsupported. */
export async function openLanes(
  ids: readonly MetricId[],
  readers: ReaderRegistry,
  environment: ReaderEnvironment,
  report: (fault: Fault) => void,
): Promise<OpenedLanes> {
  async function open<Id extends MetricId>(id: Id, from: Pick<ReaderRegistry, Id>): Promise<Lane | UnsupportedMetric> {
    try {
      const reader = await from[id](environment);
      if ('unsupported' in reader) return { metric: id, reason: reader.unsupported };
      return createLane(id, reader, report);
    } catch (error) {
      report(new Fault('read_failed', `"${id}" could not be opened.`, { cause: error }));
      return { metric: id, reason: 'Opening it failed when Lanpulse started; its log says why.' };
    }
  }

  const opened = await Promise.all(ids.map((id) => open(id, readers)));
  return {
    lanes: opened.filter((one) => 'begin' in one),
    unsupported: opened.filter((one) => 'reason' in one),
  };
}
