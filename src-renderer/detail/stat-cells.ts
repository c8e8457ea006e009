import type { Unit } from '../../src-shared/metrics/definition.ts';
import { durationWords } from '../../src-shared/duration-words.ts';
import type { SeriesSummary } from '../../src-shared/protocol/history.ts';
import { writeValue, type Written } from '../../src-shared/units.ts';

/** One figure above a large chart. */
export interface StatCell {
  readonly name: string;
  /** `null` where there is none. */
  readonly written: Written | null;
  readonly raw: number | null;
}

/** Figures of a series: `undefined` while they are asked for, `null` where nothing is kept. */
export type Figures = SeriesSummary | null | undefined;

/** Average of another day. */
export interface Compared {
  readonly label: string;
  readonly average: number | null;
}

/**
 * The figures of a range, left to right.
 * @param compared `null` without a comparison
 */
export function statCells(unit: Unit, summary: Figures, compared: Compared | null): readonly StatCell[] {
  const cell = (name: string, value: number | null | undefined): StatCell => ({
    name,
    written: value === null || value === undefined ? null : writeValue(value, unit),
    raw: value ?? null,
  });
  return [
    cell('average', summary?.avg),
    cell('lowest', summary?.min),
    cell('highest', summary?.max),
    cell('95 % of the time below', summary?.p95),
    ...(compared === null ? [] : [cell(compared.label, compared.average)]),
    noData(summary?.noDataMs),
  ];
}

const minuteMs = 60_000;
/** Beyond this the seconds tell nothing. */
const fineMs = 10 * minuteMs;

function noData(ms: number | undefined): StatCell {
  if (ms === undefined || ms < 1_000) return { name: 'no data', written: null, raw: ms === undefined ? null : 0 };
  // In one number and a unit where that tells enough: 43 min, 2 h 5 min.
  const words = durationWords(ms < fineMs ? ms : Math.round(ms / minuteMs) * minuteMs);
  const [text = words, unit = ''] = words.split(/ (?=\D+$)/u);
  return { name: 'no data', written: { text, unit }, raw: ms };
}
