import { definitionOf } from '../../src-shared/metrics/registry.ts';
import { formatSeries, parseSeries } from '../../src-shared/metrics/series.ts';
import { everyInstance } from '../../src-shared/protocol/rule.ts';
import type { AlertPlace } from './alert-at.ts';
import { seriesOfSubject, type MomentSubject } from './moment-values.ts';

/** What alerts may be watching of a chart: its series, and the shares that they are a part of. */
export function placesOf(subject: MomentSubject): readonly AlertPlace[] {
  const all = Object.entries(definitionOf(subject.metric).series);
  return seriesOfSubject(subject).flatMap((name): AlertPlace[] => {
    const parsed = parseSeries(name);
    if (parsed === null) return [];
    const { metric, field } = parsed;
    const instance = parsed.instance ?? everyInstance;
    const shares = all.flatMap(([share, { shareOf }]) => (shareOf?.part === field ? [share] : []));
    return [field, ...shares].map((one) => ({ series: formatSeries(metric, one, null), instance }));
  });
}
