import type { Extremes } from './chunk-store.ts';
import type { Span } from './kept-value.ts';
import { type Beyond, isBeyond, type Piece } from './playback.ts';
import { joined } from './plan.ts';
import type { Segment } from './segments.ts';
import type { Tier } from './tiers.ts';
import type { Sources } from './column-chunk.ts';

/** Divides a span into the blocks that are kept of it, and says in which nothing lies beyond a level; decodes nothing. */
export function piecesOf(
  { recent, chunks }: Sources,
  column: number,
  segments: readonly Segment[],
  span: Span,
  beyond: Beyond,
): readonly Piece[] {
  const extremes = new Map<string, Extremes | null>(
    joined(segments).flatMap(({ tier, from, to }) =>
      [...(chunks?.extremes(tier, column, { from, to }) ?? [])].map(([start, one]) => [blockKey(tier, start), one]),
    ),
  );
  const isQuiet = ({ tier, start, from, to }: Segment): boolean => {
    if (tier.stepMs === 0 && recent.hasAny({ from, to })) return false;
    const known = extremes.get(blockKey(tier, start));
    if (known === undefined) return true;
    // One that an older version wrote may hold anything.
    if (known === null) return false;
    return !isBeyond(beyond, beyond.direction === 'above' ? known.high : known.low);
  };

  const pieces: Piece[] = [];
  let at = span.from;
  for (const segment of segments) {
    const { from, to } = segment;
    if (from > at) pieces.push({ from: at, to: from, isQuiet: true });
    pieces.push({ from, to, isQuiet: isQuiet(segment) });
    at = to;
  }
  if (at < span.to) pieces.push({ from: at, to: span.to, isQuiet: true });
  return pieces;
}

/** Blocks of two tiers may begin at the same time. */
function blockKey(tier: Tier, start: number): string {
  return `${String(tier.index)} ${String(start)}`;
}
