import { findSeries } from '../../src-shared/metrics/find-series.ts';
import type { Rule } from '../../src-shared/protocol/rule.ts';

/** The rules that are enabled for metrics that the machine has. */
export function watchingRules(rules: readonly Rule[], unsupported: ReadonlyMap<string, string>): readonly Rule[] {
  return rules.filter(({ series, enabled }) => {
    const metric = findSeries(series)?.metric;
    return enabled && metric !== undefined && !unsupported.has(metric);
  });
}
