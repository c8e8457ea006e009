import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import type { StoredEventName } from '../../src-shared/protocol/events.ts';

/** A sample in the ring: values, not frames, so that a replay can use the filter of the new request. */
export interface StoredSample {
  readonly name: 'sample';
  readonly seq: number;
  /** Wall time of the tick, ms. */
  readonly t: number;
  /** Wall time of the sample before it in this server start; `null` for the first. */
  readonly previousT: number | null;
  readonly host: string;
  readonly values: Readonly<Partial<MetricValues>>;
}

/**
 * A sample of a series that is read faster for those who ask: on the wire one more `sample`. Others do not get it, and its time
 * opens and closes no window.
 */
export interface StoredFast {
  readonly name: 'fast';
  readonly seq: number;
  /** Wall time of the reading, ms. */
  readonly t: number;
  /** Time between two readings, ms. */
  readonly everyMs: number;
  readonly host: string;
  readonly values: Readonly<Partial<MetricValues>>;
}

/** Any other stored event; it is the same for everybody, so it is kept as its JSON. */
export interface StoredText {
  readonly name: Exclude<StoredEventName, 'sample'>;
  readonly seq: number;
  /** Wall time at which it was published, ms. */
  readonly t: number;
  readonly json: string;
}

/** An event that has an id and can be replayed. */
export type StoredEvent = StoredSample | StoredFast | StoredText;

/** What an event is called on the wire. */
export function wireName({ name }: StoredEvent): StoredEventName {
  return name === 'fast' ? 'sample' : name;
}
