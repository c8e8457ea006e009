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

function behindGap(from: number | null, ring: Ring, nowMs: number): ResumePoint {
  return { cursor: ring.firstSeq - 1, gap: { from, to: ring.oldestSampleT() ?? nowMs } };
}
