import type { Card } from '../cards/card.svelte.ts';
import { instanceColour } from '../cards/block-lines.ts';
import { instanceLinesRange, linesRange } from '../cards/block-range.ts';
import type { ChartLine } from '../charts/chart-picture.ts';
import { columnKey } from '../charts/columns.ts';
import type { RangeRule } from '../charts/value-axis.ts';
import { everyInstance } from '../../src-shared/protocol/rule.ts';
import { formatSeries } from '../../src-shared/metrics/series.ts';
import { instanceNoun } from '../thresholds/rule-target.ts';
import { fieldThresholds, type ChartThreshold } from '../thresholds/chart-thresholds.ts';
import type { DetailView } from '../state/view-address.ts';

/**
 * Lines of a large chart: the series itself, or one for each shown instance in the colour it has among all.
 * @param chosen the instance that comparison and strip speak of; its line is the heaviest of several
 */
export function detailLines(
  card: Card,
  { field, instances }: DetailView,
  all: readonly string[],
  chosen: string | null,
): readonly ChartLine[] {
  const series = card.metric.series[field];
  const own = series?.colour ?? 'slate';
  // A number alone says nothing.
  const noun = series?.indexed === true ? `${instanceNoun(formatSeries(card.metric.id, field, null))} ` : '';
  const line = (instance: string | null, index: number, alone: boolean): ChartLine => ({
    id: instance ?? field,
    label: instance === null ? (series?.label ?? field) : `${noun}${instance}`,
    colour: alone ? own : instanceColour(own, index),
    source: { keys: [columnKey(field, instance)], combine: 'sum' },
    fill: false,
    width: alone || instance === chosen ? 1.75 : 1.25,
    sign: 1,
    dot: true,
    endLabel: false,
  });
  if (instances.length === 0) return [line(null, 0, true)];
  return instances.map((name) => line(name, Math.max(0, all.indexOf(name)), instances.length === 1));
}

/** The value axis that the series has on its card, else up to its highest possible value, else a round number. */
export function detailRule(card: Card, field: string): RangeRule {
  const { series, view } = card.metric;
  for (const block of view.blocks) {
    if (block.kind === 'lines' && block.lines.some((line) => line.field === field)) {
      return linesRange(card, block);
    }
    if (block.kind === 'instanceLines' && block.field === field && block.top !== null) {
      return instanceLinesRange(block);
    }
  }
  const max = series[field]?.max;
  return max === undefined ? { kind: 'round' } : { kind: 'fixed', min: 0, max };
}

/** The thresholds of a large chart: those for one instance where only one is shown, else those for all. */
export function detailThresholds(card: Card, { metric, field, instances }: DetailView): readonly ChartThreshold[] {
  if (instances.length === 0) return fieldThresholds(card, [field]);
  const definition = card.metric.series[field];
  const [only] = instances;
  if (definition === undefined) return [];
  const instance = only !== undefined && instances.length === 1 ? only : everyInstance;
  return [{ series: formatSeries(metric, field, null), instance, definition, lines: instances, factor: 1 }];
}
