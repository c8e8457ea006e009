import type { SeriesDefinition } from '../../src-shared/metrics/definition.ts';
import { everyInstance, type Rule } from '../../src-shared/protocol/rule.ts';
import { formatSeries } from '../../src-shared/metrics/series.ts';
import type { Card } from '../cards/card.svelte.ts';
import type { ThresholdEditor } from './editor.svelte.ts';

/** A rule whose levels a chart can show, and how they lie on its axis. */
export interface ChartThreshold {
  readonly series: string;
  /** The instance that the shown rule is looked up for. */
  readonly instance: string;
  readonly definition: SeriesDefinition;
  /** Ids of the chart's lines that the levels speak of. */
  readonly lines: readonly string[];
  /** The axis' value for 1 of the rule, see `LevelScale`. */
  readonly factor: number;
}

/** The thresholds of a line chart over fields of a record: their own, or that of the share which a field is a part of. */
export function fieldThresholds(card: Card, fields: readonly string[]): ChartThreshold[] {
  const all = Object.entries(card.metric.series);
  return fields.flatMap((field): ChartThreshold[] => {
    const own = card.metric.series[field];
    if (own === undefined) return [];
    const direct = { series: formatSeries(card.metric.id, field, null), instance: everyInstance, lines: [field] };
    const shares = all.flatMap(([name, share]): ChartThreshold[] => {
      if (share.shareOf?.part !== field) return [];
      const whole = card.number(share.shareOf.whole);
      if (whole === null || whole <= 0) return [];
      const series = formatSeries(card.metric.id, name, null);
      return [{ ...direct, series, definition: share, factor: whole / 100 }];
    });
    return [{ ...direct, definition: own, factor: 1 }, ...shares];
  });
}

/** The threshold of a chart with one line for each instance: that for all, or the one of the only line. */
export function instanceThresholds(card: Card, field: string): ChartThreshold[] {
  const definition = card.metric.series[field];
  if (definition === undefined) return [];
  const [only] = card.visible;
  return [
    {
      series: formatSeries(card.metric.id, field, null),
      instance: only !== undefined && card.visible.length === 1 ? only : everyInstance,
      definition,
      lines: card.visible,
      factor: 1,
    },
  ];
}

/** The thresholds of two mirrored sums; they speak of one instance, so there are none while several are added up. */
export function mirroredThresholds(card: Card, up: string, down: string): ChartThreshold[] {
  const [only] = card.visible;
  if (only === undefined || card.visible.length !== 1) return [];
  return [up, down].flatMap((field, index): ChartThreshold[] => {
    const definition = card.metric.series[field];
    if (definition === undefined) return [];
    const series = formatSeries(card.metric.id, field, null);
    return [{ series, instance: only, definition, lines: [field], factor: index === 0 ? 1 : -1 }];
  });
}

/** A threshold with the rule that is shown for it. */
export interface ShownThreshold {
  readonly threshold: ChartThreshold;
  readonly rule: Rule;
}

/** What a chart needs to show thresholds and to let them be moved. */
export interface ChartLevels {
  readonly editor: ThresholdEditor;
  readonly shown: readonly ShownThreshold[];
}

/** Those that have an enabled rule; a rule that somebody is changing shows while it is switched off as well. */
export function chartLevels(editor: ThresholdEditor, thresholds: readonly ChartThreshold[]): ChartLevels {
  const shown = thresholds.flatMap((threshold) => {
    const rule = editor.shown(threshold.series, threshold.instance);
    return rule !== null && (rule.enabled || editor.draftOf(rule) !== null) ? [{ threshold, rule }] : [];
  });
  return { editor, shown };
}

/** Distance from zero, on the axis, of the level that somebody is moving on a chart; `null` while nobody does. */
export function movedLevel({ editor, shown }: ChartLevels): number | null {
  for (const { threshold, rule } of shown) {
    const draft = editor.draftOf(rule);
    const level = draft?.phase === 'editing' ? draft.rule[draft.level] : null;
    if (level !== null) return Math.abs(level * threshold.factor);
  }
  return null;
}
