import type { Blocks } from './blocks.ts';
import type { Chunk } from './chunk-codec.ts';
import type { Block } from './chunk-store.ts';
import type { Columns } from './columns.ts';
import { gatherColumns } from './gather-columns.ts';
import type { HistoryFile } from './history-file.ts';
import { createChunkBuilder } from './merge-chunk.ts';
import type { RecentRows } from './recent-rows.ts';
import { createSlots } from './slots.ts';
import { blockSpan, blockStart, finestTier, type Tier, tierAt, tiers } from './tiers.ts';

/** What sealing works on. */
export interface Sealing {
  readonly file: HistoryFile;
  readonly blocks: Blocks;
  readonly columns: Columns;
  readonly recent: RecentRows;
}

/** Time after the end of a block in which values for it may still come, ms. */
const settleMs = 60_000;
/** Rows that are deleted, and columns without values that are passed over, in one piece of work. */
const rowsPerPiece = 200;
const columnsPerPiece = 50;

/**
 * Compresses every block whose time is over, in pieces of a millisecond or so: whoever runs it goes on between two. Wherever
 * it stops, what is on disk is whole: a block counts as sealed with the last piece only, and its rows go after that.
 */
export function* sealDue(sealing: Sealing, nowMs: number): Generator<undefined> {
  const { blocks, recent } = sealing;
  const [oldest] = recent.rows();
  if (oldest !== undefined) {
    const start = blockStart(finestTier, oldest.t);
    if (start + finestTier.blockMs + settleMs <= nowMs) yield* sealRows(sealing, start);
  }
  for (const tier of tiers.slice(1)) {
    for (const block of blocks.ofTier(tier)) {
      const span = blockSpan(tier, block.start);
      if (block.isStale && span.to + settleMs <= nowMs && !recent.hasAny(span)) yield* sealBlock(sealing, block);
    }
  }
}

function* sealRows(sealing: Sealing, start: number): Generator<undefined> {
  const { file, recent } = sealing;
  const span = blockSpan(finestTier, start);
  const rows = recent.within(span);
  const shapes = new Set(rows.map(({ shape }) => shape));
  const ids = new Set([...shapes].flatMap((shape) => [...shape.ids]));

  function merged(before: Chunk | null, id: number): Chunk | null {
    const builder = createChunkBuilder(start);
    if (before !== null) builder.take(before);
    recent.visit(id, span, builder.visit);
    return builder.build();
  }

  // Rows that are averages themselves are few, and come from a server that reads more often than once a second.
  const gathered = rows.every(({ spread }) => spread === null) ? yield* gatherColumns(rows, start) : null;
  for (const id of ids) {
    const before = file.chunks.read(finestTier, id, start);
    const chunk = before === null && gathered !== null ? gathered(id) : merged(before, id);
    if (chunk !== null) file.chunks.write(finestTier, id, start, chunk);
    yield;
  }
  finish(sealing, finestTier, start);
  recent.remove(new Set(rows));
  for (let n = 0; n < rows.length; n += rowsPerPiece) {
    const gone = rows.slice(n, n + rowsPerPiece).filter(({ t }) => !recent.hasAny({ from: t, to: t + 1 }));
    file.removeRows(gone.map(({ t }) => t));
    yield;
  }
}

/** Makes the chunks of a coarser block from those of the finer tier, over what it holds already. */
export function* sealBlock(sealing: Sealing, { tier, start }: Block): Generator<undefined> {
  const { file, blocks, columns } = sealing;
  const finer = tierAt(tier.index - 1);
  if (finer === undefined) return;
  const span = blockSpan(tier, start);
  const inner = blocks.ofTier(finer).filter((one) => one.isSealed && one.start >= span.from && one.start < span.to);
  let passed = 0;
  for (const { id } of columns.all()) {
    if (!file.chunks.hasAny(finer, id, span)) {
      passed += 1;
      if (passed % columnsPerPiece === 0) yield;
      continue;
    }
    const slots = createSlots(tier, start);
    for (const block of inner) {
      const chunk = file.chunks.read(finer, id, block.start);
      chunk?.offsets.forEach((offset, n) => {
        const own = chunk.avg[n] ?? Number.NaN;
        slots.visit(
          block.start + offset,
          chunk.min[n] ?? own,
          own,
          chunk.max[n] ?? own,
          chunk.counts[n] ?? 1,
          finer.stepMs,
        );
      });
    }
    const builder = createChunkBuilder(start);
    const before = file.chunks.read(tier, id, start);
    if (before !== null) builder.take(before);
    slots.visitAll(builder.visit);
    const chunk = builder.build();
    if (chunk !== null) file.chunks.write(tier, id, start, chunk);
    yield;
  }
  finish(sealing, tier, start);
}

/** Marks a block as sealed, and the coarser one around it as stale. */
function finish({ file, blocks }: Sealing, tier: Tier, start: number): void {
  const changed: Block[] = [{ tier, start, isSealed: true, isStale: false }];
  const coarser = tierAt(tier.index + 1);
  if (coarser !== undefined) {
    const around = blockStart(coarser, start);
    const isSealed = blocks.find(coarser, around)?.isSealed === true;
    changed.push({ tier: coarser, start: around, isSealed, isStale: true });
  }
  file.database.transaction(() => {
    for (const block of changed) file.chunks.putBlock(block);
  });
  for (const block of changed) blocks.put(block);
}
