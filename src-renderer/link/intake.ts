import type { MetricId } from '../../src-shared/metrics/registry.ts';
import { planFilter, windowMsOf } from '../../src-shared/protocol/filter-plan.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import { keepInstances } from '../../src-shared/protocol/keep-instances.ts';
import type { FastSample, Incoming, PageSample } from './incoming.ts';
import { createNarrower, type Narrower } from './narrower.ts';
import { createOwnTable, type OwnTableParts } from './own-table.ts';
import type { Polled } from './poll-once.ts';

/** Parts of the intake. */
export interface IntakeParts extends OwnTableParts {
  /** What the page wants now. */
  readonly wanted: () => Filter;
  /** Filter of the shared stream; `null` while it is not known. */
  readonly inForce: () => Filter | null;
  /** One poll of the shared viewer that is answered at once. */
  readonly pollNow: (after: string, filter: Filter, signal: AbortSignal) => Promise<Polled | null>;
}

/** Takes of what the shared viewer receives what this page asked for. */
export interface Intake {
  /** The stream begins, or goes on, of a server with this interval of its own. */
  begin(serverIntervalMs: number): void;
  /** A sample of the stream; `null` where nothing of it is for this page. */
  live(sample: PageSample, id: string | null): PageSample | null;
  /** A sample of the fast series of the stream; `null` where this page asked for nothing of it. */
  readonly fast: (sample: FastSample) => FastSample | null;
  /** Asks for the past, one answer after the other. */
  readonly past: (after: string, signal: AbortSignal) => Promise<Polled | null>;
  readonly stop: () => void;
}

/** Makes an intake that has seen nothing. */
export function createIntake(parts: IntakeParts): Intake {
  const { wanted, inForce } = parts;
  const table = createOwnTable(parts);
  const stream = createNarrower();
  let serverMs = 0;
  let ofPast = createNarrower();
  /** Where the next answer of the past has to begin to go on with the one before. */
  let pastTo: string | null = null;

  const take = (by: Narrower, sample: PageSample, id: string | null): PageSample | null => {
    const filter = wanted();
    const left = by.take(sample, planFilter(filter, windowMsOf(filter, serverMs)));
    return left === null ? null : table.take(left, id, filter, inForce());
  };
  const takePast = (event: Incoming): readonly Incoming[] => {
    if (event.event !== 'sample') return [event];
    const left = take(ofPast, event.data, null);
    return left === null ? [] : [{ ...event, data: left }];
  };

  return {
    begin(serverIntervalMs) {
      serverMs = serverIntervalMs;
    },
    live: (sample, id) => take(stream, sample, id),
    fast(sample) {
      const values = new Map<MetricId, unknown>();
      for (const metric of planFilter(wanted(), null).fast) {
        const value = sample.values.get(metric.id);
        if (value !== undefined) values.set(metric.id, keepInstances(metric, value));
      }
      return values.size === 0 ? null : { ...sample, values };
    },
    async past(after, signal) {
      if (after !== pastTo) ofPast = createNarrower();
      pastTo = null;
      const answer = await parts.pollNow(after, wanted(), signal);
      if (answer === null || signal.aborted) return answer;
      pastTo = answer.last;
      return { ...answer, events: answer.events.flatMap(takePast) };
    },
    stop: table.stop,
  };
}
