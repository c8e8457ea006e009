import type { BlockOf, Line, SeriesColour } from '../../src-shared/metrics/definition.ts';
import type { ChartLine } from '../charts/chart-picture.ts';
import { columnKey } from '../charts/columns.ts';
import type { Card } from './card.svelte.ts';

const palette: readonly SeriesColour[] = ['blue', 'olive', 'teal', 'slate', 'violet', 'sky', 'rose'];

const plain = { fill: false, width: 1.75, sign: 1, dot: true, endLabel: false } as const;

/** Colour of an instance: the series' own for the first, then the rest of the list in a fixed order. */
export function instanceColour(own: SeriesColour, index: number): SeriesColour {
  const order = [own, ...palette.filter((one) => one !== own)];
  return order[index % order.length] ?? own;
}

/** Lines of record fields; a stacked one lies on top of its ground and is drawn first. */
export function fieldLines(lines: readonly Line[], endLabels: boolean): ChartLine[] {
  const drawn = lines.map((line): ChartLine => {
    const stacked = line.stackOn !== undefined;
    return {
      ...plain,
      id: line.field,
      label: line.label,
      colour: line.colour,
      source: { keys: stacked ? [line.stackOn, line.field] : [line.field], combine: 'sum', complete: stacked },
      fill: line.fill ?? false,
      width: stacked ? 1.25 : 1.75,
      dot: !stacked,
      endLabel: endLabels,
    };
  });
  // The ground of a stack comes last, so that its own colour lies above the stack's.
  return drawn.toReversed();
}

/** One line for each instance that is switched on. */
export function instanceLines(card: Card, block: BlockOf<'instanceLines'>): ChartLine[] {
  const own = card.metric.series[block.field]?.colour ?? 'slate';
  return card.visible.map((name) => ({
    ...plain,
    id: name,
    label: name,
    colour: instanceColour(own, card.instances.indexOf(name)),
    source: { keys: [columnKey(block.field, name)], combine: 'sum' },
    fill: card.visible.length === 1,
  }));
}

/** The sums over the instances that are switched on, above and below zero. */
export function mirroredLines(card: Card, block: BlockOf<'mirrored'>): ChartLine[] {
  return [block.up, block.down].map((field, index) => ({
    ...plain,
    id: field,
    label: card.metric.series[field]?.label ?? field,
    colour: card.metric.series[field]?.colour ?? 'slate',
    source: { keys: card.visible.map((name) => columnKey(field, name)), combine: 'sum' },
    fill: true,
    width: 1.5,
    sign: index === 0 ? 1 : -1,
    endLabel: true,
  }));
}

/** Rows of a heat strip, as lines of a table. */
export function heatLines(card: Card, block: BlockOf<'heat'>, rows: number): ChartLine[] {
  const colour = card.metric.series[block.field]?.colour ?? 'slate';
  return Array.from({ length: rows }, (_, row) => ({
    ...plain,
    id: `${block.field}@${String(row)}`,
    label: `${block.instance} ${String(row)}`,
    colour,
    source: { keys: [columnKey(block.field, String(row))], combine: 'sum' },
  }));
}
