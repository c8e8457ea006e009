import type { Comparison } from '../state/view-address.ts';

/** What a chart can be compared with: the same time of the day before, or of the same day a week before. */
export const comparisonChoices: readonly {
  readonly comparison: Comparison;
  readonly label: string;
  readonly days: number;
}[] = [
  { comparison: 'yesterday', label: 'yesterday', days: 1 },
  { comparison: 'week', label: 'last week', days: 7 },
];

/** How many days back a comparison lies. */
export function daysBack(comparison: Comparison): number {
  return comparisonChoices.find((one) => one.comparison === comparison)?.days ?? 1;
}

/** `yesterday`, `last week`. */
export function labelOf(comparison: Comparison): string {
  return comparisonChoices.find((one) => one.comparison === comparison)?.label ?? comparison;
}
