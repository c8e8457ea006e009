import type { Unit } from '../../src-shared/metrics/definition.ts';
import type { ChartLine } from '../charts/chart-picture.ts';
import { fieldLines, heatLines, instanceLines, mirroredLines } from './block-lines.ts';
import type { Card } from './card.svelte.ts';

/** A column of a card's table view. */
export interface TableLine {
  readonly line: ChartLine;
  readonly unit: Unit;
}

/** Everything the card's charts draw, as columns of a table. A stacked line is given by its own value. */
export function tableLines(card: Card): TableLine[] {
  const unitOf = (field: string): Unit => card.metric.series[field]?.unit ?? 'count';
  return card.metric.view.blocks.flatMap((block): TableLine[] => {
    if (block.kind === 'lines' || block.kind === 'sparks') {
      const own = block.lines.map(({ field, label, colour }) => ({ field, label, colour }));
      return fieldLines(own, false)
        .toReversed()
        .map((line) => ({ line, unit: unitOf(line.id) }));
    }
    if (block.kind === 'instanceLines') {
      return instanceLines(card, block).map((line) => ({ line, unit: unitOf(block.field) }));
    }
    if (block.kind === 'mirrored') return mirroredLines(card, block).map((line) => ({ line, unit: unitOf(line.id) }));
    if (block.kind === 'heat') {
      const { columns } = card.dashboard.points(card.metric.id);
      const rows = [...columns.keys()].filter((key) => key.startsWith(`${block.field}@`)).length;
      return heatLines(card, block, rows).map((line) => ({ line, unit: unitOf(block.field) }));
    }
    return [];
  });
}
