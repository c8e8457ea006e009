import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBlocks } from '../../../src-main/history/blocks.ts';
import { createColumns } from '../../../src-main/history/columns.ts';
import { dropBlock, finishDrops } from '../../../src-main/history/drop.ts';
import { openHistoryFile } from '../../../src-main/history/history-file.ts';
import { createRecentRows } from '../../../src-main/history/recent-rows.ts';
import { finestTier } from '../../../src-main/history/tiers.ts';
import { openKept, start } from './kept-history.ts';

const minute = 60_000;

test('a deletion is known on disk before anything of it is done, until all of it is done', () => {
  const kept = openKept({ everyMs: minute });
  for (let n = 0; n < 3 * 60; n += 1) kept.keep(start + n * minute, n);
  kept.history.close();
  const open = () => {
    const file = openHistoryFile(join(kept.dataDir, 'history.db'), { keep: () => true });
    const blocks = createBlocks();
    const columns = createColumns();
    for (const block of file.chunks.blocks()) blocks.put(block);
    for (const column of file.columns()) columns.restore(column);
    const first = file.chunks.blocks().filter((one) => one.tier === finestTier && one.start === start);
    return { file, blocks, columns, recent: createRecentRows(), first };
  };
  const before = open();
  const [block] = before.first;
  expect(block).toMatchObject({ isSealed: true, isGoing: false });
  if (block === undefined) return;
  // As far as its first piece; then the machine dies.
  dropBlock(before, block).next();
  before.file.close();

  const after = open();
  expect(after.first).toMatchObject([{ isSealed: false, isGoing: true }]);
  expect(after.blocks.find(finestTier, start)).toBeUndefined();
  expect([...finishDrops(after)].length).toBeGreaterThan(0);
  after.file.close();
  const last = open();
  expect(last.first).toEqual([]);
  last.file.close();
});
