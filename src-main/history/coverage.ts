import type { Span } from './kept-value.ts';
import { blockSpan, type Tier, tiers } from './tiers.ts';
import type { Sources } from './column-chunk.ts';
import { visitColumn } from './visit-column.ts';

/** Oldest and newest moment kept of a column, decoding no more than a chunk or two of each tier; `null` for none. */
export function coverageOf(sources: Sources, column: number): Span | null {
  const rows = sources.recent.rows();
  const isKept = ({ shape }: (typeof rows)[number]): boolean => shape.places.has(column);
  const ends = [rows.find(isKept), rows.findLast(isKept)].flatMap((row) => row?.t ?? []);
  const reaches = tiers.flatMap((tier) => {
    const reach = sources.chunks?.reach(tier, column) ?? null;
    return reach === null ? [] : [{ tier, ...reach }];
  });
  const inBlock = (tier: Tier, start: number): Span =>
    momentsIn(sources, column, { tier, start, ...blockSpan(tier, start) });

  let to = Math.max(-Infinity, ...ends);
  // The newest of a finer tier goes last, so a coarser one has something newer only in a block that begins later.
  for (const { tier, to: start } of reaches) {
    if (tier === reaches[0]?.tier ? start + tier.blockMs > to : start > to) to = Math.max(to, inBlock(tier, start).to);
  }

  let from = Math.min(Infinity, ...ends);
  let slotMs = 0;
  // From the coarsest on, as that was made of the others: a slot begins before the reading that it was made of, and the
  // finest tier that still has that one tells when.
  for (const { tier, from: start } of reaches.toReversed()) {
    if (start >= from + slotMs) continue;
    const first = inBlock(tier, start).from;
    if (first >= from + slotMs) continue;
    from = first;
    slotMs = tier.stepMs;
  }
  const [oldestRow = Infinity] = ends;
  if (oldestRow < from + slotMs) from = oldestRow;
  return from > to ? null : { from, to };
}

function momentsIn(sources: Sources, column: number, block: Span & { tier: Tier; start: number }): Span {
  let from = Infinity;
  let to = -Infinity;
  visitColumn(sources, column, [block], (t) => {
    from = Math.min(from, t);
    to = Math.max(to, t);
  });
  return { from, to };
}
