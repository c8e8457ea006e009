import type { Blocks } from './blocks.ts';
import type { Span } from './kept-value.ts';
import { blockSpan, blockStart, finestTier, overlap, type Tier, tierAt, tiers } from './tiers.ts';

/** A stretch of time that one block of one tier answers for. */
export interface Segment extends Span {
  readonly tier: Tier;
  /** Start of the block. */
  readonly start: number;
}

/** What {@link segmentsOf} looks at. */
export interface Kept {
  readonly blocks: Blocks;
  /** True when rows that are in no chunk lie within a span. */
  readonly hasRows: (span: Span) => boolean;
}

/**
 * Divides a span among what is kept: the wanted tier where it is sealed, a finer one where it is not sealed yet, a coarser
 * one where it has been dropped already. Oldest first; stretches of which nothing is kept are left out.
 */
export function segmentsOf(kept: Kept, wanted: Tier, span: Span): readonly Segment[] {
  const coarsest = tiers.at(-1) ?? finestTier;
  return starts(kept, coarsest, span).flatMap((start) => within(kept, wanted, coarsest, start, span));
}

/** Starts of the blocks of a tier that touch a span and may hold something, however long the span is. */
function starts({ blocks, hasRows }: Kept, tier: Tier, span: Span): readonly number[] {
  const found = new Set<number>();
  for (const block of blocks.all()) found.add(blockStart(tier, block.start));
  // Rows lie at most a few hours apart, unless the clock was set; then each of these is asked below.
  if (hasRows(span)) for (const start of rowStarts(tier, span, hasRows)) found.add(start);
  return [...found].filter((start) => start < span.to && start + tier.blockMs > span.from).sort((a, b) => a - b);
}

function rowStarts(tier: Tier, span: Span, hasRows: (span: Span) => boolean): readonly number[] {
  const from = blockStart(tier, Math.max(0, span.from));
  // Halving finds the few blocks with rows in a span of centuries.
  const middle = from + Math.ceil((Math.min(span.to, latestMs) - from) / tier.blockMs / 2) * tier.blockMs;
  const rest = { from, to: Math.min(span.to, latestMs) };
  if (rest.to - from <= tier.blockMs) return hasRows(rest) ? [from] : [];
  return [
    { from, to: middle },
    { from: middle, to: rest.to },
  ].flatMap((half) => (hasRows(half) ? rowStarts(tier, half, hasRows) : []));
}

/** The last moment that a date of JavaScript can hold. */
const latestMs = 8_640_000_000_000_000;

function within(kept: Kept, wanted: Tier, tier: Tier, start: number, span: Span): readonly Segment[] {
  const own = overlap(blockSpan(tier, start), span);
  const finer = tierAt(tier.index - 1);
  const isSealed = kept.blocks.find(tier, start)?.isSealed === true;
  if (finer === undefined || (isSealed && tier.index <= wanted.index)) return [{ tier, start, ...own }];
  const found: Segment[] = [];
  for (let inner = blockStart(finer, own.from); inner < own.to; inner += finer.blockMs) {
    const part = overlap(blockSpan(finer, inner), own);
    if (kept.hasRows(blockSpan(finer, inner)) || hasBlocks(kept.blocks, finer, inner))
      found.push(...within(kept, wanted, finer, inner, part));
    else if (isSealed) found.push({ tier, start, ...part });
  }
  return found;
}

/** True where a tier or a finer one has a block within a time: a coarser one is there only after it was sealed. */
function hasBlocks(blocks: Blocks, tier: Tier, start: number): boolean {
  if (blocks.find(tier, start) !== undefined) return true;
  const finer = tierAt(tier.index - 1);
  if (finer === undefined) return false;
  for (let inner = start; inner < start + tier.blockMs; inner += finer.blockMs) {
    if (hasBlocks(blocks, finer, inner)) return true;
  }
  return false;
}
