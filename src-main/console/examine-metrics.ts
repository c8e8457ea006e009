import { definitionOf, metricIds, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Fault } from '../../src-shared/fault.ts';
import { systemClock } from '../clock.ts';
import { openCollector } from '../collect/collector.ts';
import { thisMachine } from '../collect/this-machine.ts';

/** `none` is what is not there and need not be; `fails` is what is there and does not work. */
export interface Finding {
  readonly state: 'ok' | 'none' | 'fails';
  readonly what: string;
  /** Sentence or list for people; empty where there is nothing to add. */
  readonly detail: string;
}

/** Longest wait for a reader, ms. */
const patienceMs = 10_000;
/** Instances that are named; a machine may have hundreds. */
const mostNamed = 8;

/** Opens every reader of this machine as the server would, and waits for one value of each. */
export function examineMetrics(commands: boolean): Promise<readonly Finding[]> {
  return Promise.all(metricIds.map((id) => examineMetric(id, commands)));
}

/** By a collector of its own, whose failures are those of this metric. */
async function examineMetric(id: MetricId, commands: boolean): Promise<Finding> {
  const what = definitionOf(id).label;
  const faults: Fault[] = [];
  const collector = await openCollector({
    environment: thisMachine({ commands, self: { viewers: () => 0 } }),
    clock: systemClock,
    everyMs: 500,
    report: (fault) => {
      faults.push(fault);
    },
    only: [id],
  });
  const [missing] = collector.unsupported;
  if (missing !== undefined) return { state: 'none', what, detail: missing.reason };
  const value = await new Promise<unknown>((resolve) => {
    const cancel = systemClock.after(patienceMs, () => {
      resolve(undefined);
    });
    collector.start({
      onSample: ({ values }) => {
        cancel();
        resolve(values[id]);
      },
      onGap: () => undefined,
    });
  });
  await collector.stop();
  if (value === undefined) return { state: 'fails', what, detail: whyOf(faults) };
  return { state: 'ok', what, detail: instancesOf(id, value) };
}

function instancesOf(id: MetricId, value: unknown): string {
  const { layout } = definitionOf(id);
  if (layout === 'record' || typeof value !== 'object' || value === null) return '';
  const names = Object.keys(value);
  const named = names.slice(0, mostNamed).join(', ');
  return names.length > mostNamed ? `${named} and ${String(names.length - mostNamed)} more` : named;
}

function whyOf([fault]: readonly Fault[]): string {
  if (fault === undefined) return 'gave no value within 10 s';
  return fault.cause instanceof Error ? `${fault.message} (${fault.cause.message})` : fault.message;
}
