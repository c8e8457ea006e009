import { visitSeries } from '../../src-shared/metrics/series.ts';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { formatSeries } from '../../src-shared/metrics/series.ts';
import { defaultRules } from '../../src-shared/protocol/default-rules.ts';
import { everyInstance, type Rule } from '../../src-shared/protocol/rule.ts';
import type { Dashboard, ShownMetric } from '../state/model.ts';
import { isSamePlace } from '../state/rule-groups.ts';
import type { OpenRule } from './draft.ts';

/** The part of an {@link OpenRule} that names a rule. */
export type RulePlace = Pick<Rule, 'series' | 'instance'>;

/** Series of some metrics that a rule can watch: all that are numbers with a meaning of their own. */
export function ruleSeries(metrics: readonly ShownMetric[]): readonly string[] {
  return metrics.flatMap(({ id, series }) => {
    const parts = new Set(
      Object.values(series).flatMap(({ shareOf }) => (shareOf === undefined ? [] : [shareOf.whole])),
    );
    return Object.keys(series)
      .filter((field) => !parts.has(field))
      .map((field) => formatSeries(id, field, null));
  });
}

/** The rule that a card's panel begins with: the first that watches, else the first there is. */
export function firstTarget(dashboard: Dashboard, metrics: readonly ShownMetric[]): OpenRule | null {
  const [first] = metrics;
  if (first === undefined) return null;
  const rules = metrics.flatMap(({ id, series }) =>
    Object.keys(series).flatMap((field) => dashboard.rules.of(formatSeries(id, field, null))),
  );
  const chosen = rules.find((rule) => rule.enabled) ?? rules[0];
  const series = chosen?.series ?? ruleSeries(metrics)[0];
  return series === undefined ? null : { metric: first.id, series, instance: chosen?.instance ?? everyInstance };
}

/** Instances that a rule of a series may name: those that are there now, and those that have a rule. */
export function instanceChoices(dashboard: Dashboard, series: string): readonly string[] {
  const found = findSeries(series);
  if (found?.hasInstances !== true) return [];
  const names = new Set<string>();
  visitSeries(found.definition, dashboard.latest(found.metric)?.value, (field, instance) => {
    if (field === found.field && instance !== null) names.add(instance);
  });
  for (const { instance } of dashboard.rules.of(series)) if (instance !== everyInstance) names.add(instance);
  return [...names];
}

/**
 * The rule to begin with: the one in force at this very place, else that for every instance as a start for one of its
 * own, else one that is switched off and has a level only where the series has an end.
 */
export function startingRule(dashboard: Dashboard, { series, instance }: RulePlace): Rule {
  const known = dashboard.rules.ruleFor(series, instance);
  if (known !== null) return known.instance === instance ? known : { ...known, instance };
  const max = findSeries(series)?.series.max;
  return {
    series,
    instance,
    direction: 'above',
    warn: max === undefined ? null : max * 0.8,
    critical: null,
    clear: null,
    forMs: 30_000,
    keepMs: 30_000,
    enabled: false,
  };
}

/** True for a place that has a rule of its own, not only that for every instance. */
export function hasOwnRule(dashboard: Dashboard, place: RulePlace): boolean {
  return dashboard.rules.of(place.series).some((rule) => isSamePlace(rule, place));
}

/** What a rule goes back to; `null` for one that then goes away. */
export function defaultOf(place: RulePlace): Rule | null {
  return defaultRules().find((rule) => isSamePlace(rule, place)) ?? null;
}

/** What one instance of a series is called: `disk`. */
export function instanceNoun(series: string): string {
  const found = findSeries(series);
  if (found?.series.indexed === true) {
    const heat = found.definition.view.blocks.find((block) => block.kind === 'heat' && block.field === found.field);
    if (heat?.kind === 'heat') return heat.instance;
  }
  return found?.definition.view.instanceNoun ?? 'one';
}
