import type { Past } from './past.ts';

/**
 * One past out of two: readings of this run as far back as all of them are held, and what was stored before them.
 * @param stored readings that are kept for longer than this run, in coarser slots the older they are
 * @param exactSinceMs moment from which the recent past holds every reading
 */
export function joinPasts(recent: Past, stored: Past, exactSinceMs: () => number): Past {
  /** Where the stored part of a span ends. */
  function cutOf(series: string, instance: string, to: number): number {
    const held = recent.coverage(series, instance);
    return held === null ? to : Math.min(to, Math.max(held.from, exactSinceMs()));
  }

  return {
    instancesOf: (series, span) => [
      ...new Set([...stored.instancesOf(series, span), ...recent.instancesOf(series, span)]),
    ],
    coverage(series, instance) {
      const older = stored.coverage(series, instance);
      const newer = recent.coverage(series, instance);
      if (older === null || newer === null) return older ?? newer;
      return { from: Math.min(older.from, newer.from), to: Math.max(older.to, newer.to) };
    },
    marks: (span) => [...new Set([...stored.marks(span), ...recent.marks(span)])].sort((a, b) => a - b),
    pieces(series, instance, { from, to }, beyond) {
      const cut = cutOf(series, instance, to);
      return [
        ...(from < cut ? stored.pieces(series, instance, { from, to: cut }, beyond) : []),
        ...(cut < to ? recent.pieces(series, instance, { from: Math.max(from, cut), to }, beyond) : []),
      ];
    },
    stretches(series, instance, { from, to }) {
      const cut = cutOf(series, instance, to);
      return [
        ...(from < cut ? stored.stretches(series, instance, { from, to: cut }) : []),
        ...(cut < to ? recent.stretches(series, instance, { from: Math.max(from, cut), to }) : []),
      ];
    },
  };
}
