import type { Past, Span } from './past.ts';

/** Readings that are kept for longer than this run, in coarser pieces the older they are. */
export interface StoredPast extends Pick<Past, 'instancesOf' | 'coverage' | 'marks'> {
  /** Calls back with the values of a span, oldest first, as {@link Past.replay} does. */
  replay(series: string, instance: string, span: Span, visit: (t: number, value: number, stepMs: number) => void): void;
}

/**
 * One past out of two: readings of this run as far back as all of them are held, and what was stored before them.
 * @param exactSinceMs moment from which the recent past holds every reading
 */
export function joinPasts(recent: Past, stored: StoredPast, exactSinceMs: () => number): Past {
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
    replay(series, instance, playback, visit) {
      const { from, to } = playback;
      const held = recent.coverage(series, instance);
      const cut = held === null ? to : Math.min(to, Math.max(held.from, exactSinceMs()));
      if (from < cut) stored.replay(series, instance, { from, to: cut }, visit);
      if (cut < to) recent.replay(series, instance, { ...playback, from: Math.max(from, cut) }, visit);
    },
  };
}
