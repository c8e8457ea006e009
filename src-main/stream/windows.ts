import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import { passesWindow } from '../../src-shared/protocol/filter-plan.ts';
import type { StoredEvent, StoredSample } from './stored-event.ts';

/**
 * What the first sample of a window gives to a slower viewer: its own readings, and of each metric that it did not read
 * the newest reading since the sample that passed before it. A metric with a period of its own would otherwise be missed
 * by every viewer whose windows open between its readings.
 * @param at the stored event of a number
 */
export function sampleOfWindow(
  sample: StoredSample,
  windowMs: number | null,
  at: (seq: number) => StoredEvent | undefined,
): Readonly<Partial<MetricValues>> {
  if (windowMs === null) return sample.values;
  let values = sample.values;
  for (let seq = sample.seq - 1; ; seq -= 1) {
    const earlier = at(seq);
    if (earlier === undefined) return values;
    if (earlier.name !== 'sample') continue;
    if (passesWindow(earlier.t, earlier.previousT, windowMs)) return values;
    values = { ...earlier.values, ...values };
  }
}
