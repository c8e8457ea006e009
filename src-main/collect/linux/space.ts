import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { toPercent } from '../round.ts';

/** The fields of statfs(2) that matter here, in blocks of `bsize` bytes. */
export interface FilesystemBlocks {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
}

/** Bytes and share of one file system. */
export type Space = MetricValue<'filesystem'>[string];

/** A file system that could not be asked. */
export const unknownSpace: Space = { total: null, used: null, usedShare: null };

/** As df(1) counts: blocks reserved for root are neither used nor available. */
export function spaceOf({ bsize, blocks, bfree, bavail }: FilesystemBlocks): Space {
  const used = (blocks - bfree) * bsize;
  const usable = used + bavail * bsize;
  return { total: blocks * bsize, used, usedShare: toPercent(usable > 0 ? used / usable : null) };
}
