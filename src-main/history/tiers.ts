import type { Span } from './kept-value.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** One resolution at which values are kept. */
export interface Tier {
  /** Place in {@link tiers}, 0 for the finest. */
  readonly index: number;
  /** Length of its slots, ms; 0 for the readings themselves. */
  readonly stepMs: number;
  /** Time of one chunk, ms: a multiple of the step and of the finer tier's blocks. */
  readonly blockMs: number;
}

/** The finest tier: readings themselves, or a row for each second where the server samples faster. */
export const finestTier: Tier = { index: 0, stepMs: 0, blockMs: hour };

/** Finest first. A block holds between 670 and 3600 values: enough to compress well, few enough to read at once. */
export const tiers: readonly Tier[] = [
  finestTier,
  { index: 1, stepMs: 10_000, blockMs: 3 * hour },
  { index: 2, stepMs: 60_000, blockMs: day },
  { index: 3, stepMs: 900_000, blockMs: 7 * day },
];

/** How long each tier is kept, ms, finest first. */
export type KeepMs = readonly [number, number, number, number];

/** 48 hours, 14 days, 90 days, 2 years. */
export const defaultKeepMs: KeepMs = [2 * day, 14 * day, 90 * day, 730 * day];

/** The tier of the next finer or coarser resolution; `undefined` where there is none. */
export function tierAt(index: number): Tier | undefined {
  return tiers[index];
}

/** Start of the block that a moment lies in. */
export function blockStart({ blockMs }: Tier, t: number): number {
  return Math.floor(t / blockMs) * blockMs;
}

/** The time of the block with a given start. */
export function blockSpan({ blockMs }: Tier, start: number): Span {
  return { from: start, to: start + blockMs };
}

/** The part that two stretches of time share; `from` is not before `to` where they share none. */
export function overlap(a: Span, b: Span): Span {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}
