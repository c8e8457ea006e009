import type { Comparison } from '../state/view-address.ts';

const dayMs = 86_400_000;

/** What a chart can be compared with: the same time of the day before, or of the same day a week before. */
export const comparisonChoices: readonly {
  readonly comparison: Comparison;
  readonly label: string;
  readonly shiftMs: number;
}[] = [
  { comparison: 'yesterday', label: 'yesterday', shiftMs: dayMs },
  { comparison: 'week', label: 'last week', shiftMs: 7 * dayMs },
];

/** How far back a comparison lies, ms. */
export function shiftOf(comparison: Comparison): number {
  return comparisonChoices.find((one) => one.comparison === comparison)?.shiftMs ?? dayMs;
}

/** `yesterday`, `last week`. */
export function labelOf(comparison: Comparison): string {
  return comparisonChoices.find((one) => one.comparison === comparison)?.label ?? comparison;
}
