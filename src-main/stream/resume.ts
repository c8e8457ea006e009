import type { EventId } from '../../src-shared/protocol/event-id.ts';
import type { Gap } from '../../src-shared/protocol/events.ts';
import type { Ring } from './ring.ts';

/** Where a viewer goes on. */
export interface ResumePoint {
  /** Number of the last event that it does not need. */
  readonly cursor: number;
  /** What the ring cannot give; `null` when that is nothing. */
  readonly gap: Gap | null;
}

/**
 * Finds the place in the ring that follows an id. An id of another server start, or of an event that has not happened,
 * says nothing about what was seen: its gap has no beginning. Everything the ring still holds follows a gap.
 * @param nowMs wall time: the end of a gap that no sample follows yet
 */
export function resumeAfter(id: EventId, epoch: string, ring: Ring, nowMs: number): ResumePoint {
  if (id.epoch !== epoch || id.seq > ring.lastSeq) return behindGap(null, ring, nowMs);
  if (id.seq + 1 >= ring.firstSeq) return { cursor: id.seq, gap: null };
  return behindGap(ring.timeOf(id.seq), ring, nowMs);
}

/**
 * Where somebody begins who resumes nothing: before the newest sample, so that they see numbers at once. What comes after
 * it but for samples of fast series, `hello` tells already; then they begin with the next.
 */
export function beginWithNewest(ring: Ring): number {
  let seq = ring.lastSeq;
  while (ring.at(seq)?.name === 'fast') seq -= 1;
  return ring.at(seq)?.name === 'sample' ? seq - 1 : ring.lastSeq;
}

function behindGap(from: number | null, ring: Ring, nowMs: number): ResumePoint {
  return { cursor: ring.firstSeq - 1, gap: { from, to: ring.oldestSampleT() ?? nowMs } };
}
