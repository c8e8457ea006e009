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

/** Any other stored event; it is the same for everybody, so it is kept as its JSON. */
export interface StoredText {
  readonly name: Exclude<StoredEventName, 'sample'>;
  readonly seq: number;
  /** Wall time at which it was published, ms. */
  readonly t: number;
  readonly json: string;
}

/** An event that has an id and can be replayed. */
export type StoredEvent = StoredSample | StoredText;
