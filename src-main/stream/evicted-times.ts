/** Remembers roughly when the events happened that the ring has forgotten. */
export interface EvictedTimes {
  /** Notes an event as it leaves the ring; in order of `seq`. */
  add(seq: number, t: number): void;
  /** Time of the nearest noted event at or before `seq`, else of the first; `null` when none is noted. */
  at(seq: number): number | null;
}

/**
 * A sparse index that never grows beyond `capacity`: when full it forgets every second entry and notes half as often.
 * A time found is therefore never later than the event asked for, and its distance stays a small share of the whole.
 */
export function createEvictedTimes(capacity = 1024): EvictedTimes {
  let noted: { readonly seq: number; readonly t: number }[] = [];
  let stride = 1;
  let next = 0;
  return {
    add(seq, t) {
      if (seq < next) return;
      noted.push({ seq, t });
      if (noted.length >= capacity) {
        noted = noted.filter((_, index) => index % 2 === 0);
        stride *= 2;
      }
      next = seq + stride;
    },
    at(seq) {
      let low = 0;
      let high = noted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((noted[middle]?.seq ?? Infinity) <= seq) low = middle + 1;
        else high = middle;
      }
      return noted[Math.max(0, low - 1)]?.t ?? null;
    },
  };
}
