import type { Archive } from './archive.ts';
import { tellHoles } from './holes.ts';
import type { Playback, Skim } from './playback.ts';
import { finestTier } from './tiers.ts';

/** What is played, and how steadily it was read. */
export interface Played {
  readonly series: string;
  readonly instance: string;
  /** Longest ordinary time between two readings, ms. */
  readonly periodMs: number;
  /** Nothing can be told of the time after it, ms since the epoch. */
  readonly newestMs: number;
}

/** See `History.replay`. */
export function replayKept(
  archive: Archive,
  { series, instance, periodMs, newestMs }: Played,
  { from, to, beyond, isIdle = false, heardAt = Number.NaN }: Playback,
  visit: (t: number, value: number, stepMs: number) => unknown,
): void {
  const skim: Skim | null = beyond === undefined ? null : { beyond, isIdle, hasPassed: false };
  const telling = tellHoles(periodMs, heardAt, (t, value, stepMs) => {
    const idle = visit(t, value, stepMs) === true;
    if (skim !== null) skim.isIdle = idle;
  });
  const noticePassed = (): void => {
    if (skim?.hasPassed !== true) return;
    skim.hasPassed = false;
    telling.forget();
  };
  archive.visit(
    { series, instance, tier: finestTier, span: { from, to } },
    (t, min, avg, max, count, stepMs) => {
      const end = t + stepMs;
      // A slot is known when it ends, and belongs to the piece that ends there.
      if (stepMs > 0 && (end <= from || end > to)) return;
      noticePassed();
      telling.visit(t, min, avg, max, count, stepMs);
    },
    skim,
  );
  noticePassed();
  telling.end(Math.min(to, newestMs));
}
