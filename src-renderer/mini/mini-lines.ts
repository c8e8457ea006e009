import type { Block, BlockOf, MetricView } from '../../src-shared/metrics/definition.ts';
import { instanceLinesRange, linesRange } from '../cards/block-range.ts';
import type { Card } from '../cards/card.svelte.ts';
import type { ChartLine } from '../charts/chart-picture.ts';
import { columnKey } from '../charts/columns.ts';
import type { RangeRule } from '../charts/value-axis.ts';

type Shown = Pick<Card, 'metric' | 'visible' | 'number' | 'whole'>;

/** The lines of a cell: one for each big number of the metric, the second below zero where the card's chart is mirrored. */
export function miniLines({ metric, visible }: Pick<Shown, 'metric' | 'visible'>): readonly ChartLine[] {
  const isMirrored = findBlock(metric.view, 'mirrored') !== undefined;
  return metric.view.leads.slice(0, isMirrored ? 2 : 1).map((lead, index) => ({
    id: lead.field,
    label: lead.label ?? metric.series[lead.field]?.label ?? lead.field,
    colour: metric.series[lead.field]?.colour ?? 'slate',
    source: {
      keys: metric.layout === 'record' ? [lead.field] : visible.map((name) => columnKey(lead.field, name)),
      combine: lead.combine ?? 'sum',
    },
    fill: true,
    width: 1.5,
    sign: isMirrored && index === 1 ? -1 : 1,
    dot: false,
    endLabel: false,
  }));
}

/** The scale of the card's own chart. */
export function miniRange(card: Shown): RangeRule {
  const { view } = card.metric;
  if (findBlock(view, 'mirrored') !== undefined) return { kind: 'symmetric' };
  const lines = findBlock(view, 'lines');
  const rule: RangeRule = lines === undefined ? { kind: 'round' } : linesRange(card, lines);
  const instances = findBlock(view, 'instanceLines');
  return rule.kind === 'round' && instances !== undefined ? instanceLinesRange(instances) : rule;
}

/** What the cell is called: the metric, or what its number is of many. */
export function miniLabel({ metric }: Pick<Shown, 'metric'>): string {
  const [lead] = metric.view.leads;
  const { label = '', combine } = lead ?? {};
  if (combine !== 'max' || label === '') return metric.label;
  return `${label.charAt(0).toUpperCase()}${label.slice(1).replace(/:$/u, '')}`;
}

function findBlock<Kind extends Block['kind']>(view: MetricView, kind: Kind): BlockOf<Kind> | undefined {
  return view.blocks.find((block): block is BlockOf<Kind> => block.kind === kind);
}
