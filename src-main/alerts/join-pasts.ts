import type { Beyond, Past, Playback, Span, VisitPast } from './past.ts';

/** A piece of the stored past that is played or left out as a whole, ms: the store reads an hour at a time. */
const pieceMs = 3_600_000;

/** Readings that are kept for longer than this run, in coarser pieces the older they are. */
export interface StoredPast extends Pick<Past, 'instancesOf' | 'coverage' | 'marks'> {
  /** Calls back with the values of a span, oldest first, as {@link Past.replay} does. */
  replay(series: string, instance: string, span: Span, visit: (t: number, value: number, stepMs: number) => void): void;
  /** Moments of the span near which a value lies beyond the level, oldest first; far cheaper than to replay. */
  momentsBeyond(series: string, instance: string, span: Span, beyond: Beyond): readonly number[];
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
      if (from < cut) replayStored(stored, series, instance, { ...playback, to: cut }, visit);
      if (cut < to) recent.replay(series, instance, { ...playback, from: Math.max(from, cut) }, visit);
    },
  };
}

/** Passes over the hours in which nothing lies beyond the level, while that is all that would count. */
function replayStored(
  stored: StoredPast,
  series: string,
  instance: string,
  { from, to, beyond, isIdle = false }: Playback,
  visit: VisitPast,
): void {
  if (beyond === undefined) {
    stored.replay(series, instance, { from, to }, visit);
    return;
  }
  const bad = new Set(stored.momentsBeyond(series, instance, { from, to }, beyond).map((t) => Math.floor(t / pieceMs)));
  let idle = isIdle;
  for (let piece = Math.floor(from / pieceMs); piece * pieceMs < to; piece += 1) {
    if (idle && !bad.has(piece)) continue;
    const span = { from: Math.max(from, piece * pieceMs), to: Math.min(to, (piece + 1) * pieceMs) };
    stored.replay(series, instance, span, (t, value, stepMs) => {
      idle = visit(t, value, stepMs);
    });
  }
}
