import { levelText, seriesName } from '../../src-shared/alert-words.ts';
import { clearLevel } from '../../src-shared/protocol/rule.ts';
import { gutters } from '../charts/live-chart.ts';
import type { ValueRange } from '../charts/value-axis.ts';
import type { ShownThreshold } from './chart-thresholds.ts';
import { levelToPixel, reachOf, type LevelScale } from './level-scale.ts';
import { isSamePlace, type RuleChange } from '../state/rule-groups.ts';
import { firstLevel, type Level } from './move-level.ts';
import { pillPlaces } from './pill-places.ts';

/** A level on a chart that can be taken hold of. */
export interface ChartHandle extends ShownThreshold {
  readonly key: string;
  readonly level: Level;
  readonly value: number;
  readonly scale: LevelScale;
  /** Pixel of the line; at the edge where the axis does not reach the level. */
  readonly lineY: number;
  /** Pixel of the pill's middle. */
  readonly pillY: number;
  /** The axis does not reach it. */
  readonly beyond: 'above' | 'below' | null;
  /** `75`, `200M`. */
  readonly short: string;
  /** `Warn level, CPU average`. */
  readonly name: string;
}

const names: Readonly<Record<Level, string>> = { warn: 'Warn level', critical: 'Critical level', clear: 'Clear level' };

/** The middle of a pill keeps this far from the chart's edges. */
const edgePx = 10;

/**
 * The handles of a chart, from its levels and its size.
 * @param hasClear true for a rule whose clear level is shown as well
 */
export function chartHandles(
  shown: readonly ShownThreshold[],
  range: ValueRange,
  heightPx: number,
  hasClear: (one: ShownThreshold) => boolean,
): ChartHandle[] {
  const top = gutters.top;
  const bottom = heightPx - gutters.bottom;
  if (!(bottom > top)) return [];
  const handles = shown.flatMap((one) => {
    const { threshold, rule } = one;
    const scale: LevelScale = { ...range, top, bottom, factor: threshold.factor };
    const levels: [Level, number | null][] = [
      ['critical', rule.critical],
      ['warn', rule.warn],
      ['clear', hasClear(one) ? clearLevel(rule) : null],
    ];
    return levels.flatMap(([level, value]) => {
      if (value === null) return [];
      const y = levelToPixel(scale, value);
      const { low, high } = reachOf(scale);
      const beyond = value > high ? ('above' as const) : value < low ? ('below' as const) : null;
      return [
        {
          ...one,
          key: `${rule.series}@${rule.instance}:${level}`,
          level,
          value,
          scale,
          lineY: Math.min(Math.max(y, top), bottom),
          beyond,
          short: shortLevel(value, one),
          name: `${names[level]}, ${seriesName(rule.series, rule.instance)}`,
        },
      ];
    });
  });
  const places = pillPlaces(
    handles.map((handle) => handle.lineY),
    edgePx,
    Math.max(heightPx - edgePx, edgePx),
  );
  return handles.map((handle, index) => ({ ...handle, pillY: places[index] ?? handle.lineY }));
}

/** Fits into a pill: of a unit with steps only the letter of the step is left. */
function shortLevel(value: number, { threshold: { definition } }: ShownThreshold): string {
  const [number = '', suffix = ''] = levelText(value, definition.unit).split(' ');
  const stepped = definition.unit === 'bytes' || definition.unit === 'bytesPerSecond' || /^[kMG]/u.test(suffix);
  return `${number}${stepped ? suffix.slice(0, 1) : ''}`;
}

/** The handle of a level that somebody has changed, with the level before. */
export function toldHandle(
  handles: readonly ChartHandle[],
  changes: readonly RuleChange[],
): { readonly handle: ChartHandle; readonly was: number | null } | null {
  for (const { rule, before } of changes) {
    const ofRule = handles.filter((one) => isSamePlace(one.rule, rule));
    const handle =
      ofRule.find(({ level, value }) => before !== null && before[level] !== value) ??
      ofRule.find(({ level }) => level === firstLevel(rule));
    if (handle === undefined) continue;
    const was = before?.[handle.level] ?? null;
    return { handle, was: was === handle.value ? null : was };
  }
  return null;
}

/** Of several handles that could be meant by a touch the nearest one. */
export function nearestHandle(handles: readonly ChartHandle[], y: number): ChartHandle | null {
  return handles.reduce<ChartHandle | null>(
    (best, one) => (best === null || Math.abs(one.pillY - y) < Math.abs(best.pillY - y) ? one : best),
    null,
  );
}
