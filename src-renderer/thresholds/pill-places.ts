/** Middles of neighbouring pills keep this distance, in pixels. */
export const pillGapPx = 23;

/**
 * Moves pills apart that would cover each other, as little as is needed, and keeps them between `top` and `bottom`
 * where there is room. Places are given back in the order they came in.
 */
export function pillPlaces(wanted: readonly number[], top: number, bottom: number): number[] {
  const order = wanted.map((y, index) => ({ y: Math.min(Math.max(y, top), bottom), index }));
  order.sort((a, b) => a.y - b.y || (wanted[a.index] ?? 0) - (wanted[b.index] ?? 0) || a.index - b.index);
  // Groups that touch lie around the middle of what they wanted, as weights on a rod would.
  const groups: { middle: number; count: number }[] = [];
  for (const { y } of order) {
    groups.push({ middle: y, count: 1 });
    for (;;) {
      const last = groups.at(-1);
      const before = groups.at(-2);
      if (last === undefined || before === undefined) break;
      if (startOf(last) - endOf(before) >= pillGapPx) break;
      const count = before.count + last.count;
      const middle = (before.middle * before.count + last.middle * last.count) / count;
      groups.splice(-2, 2, { middle: within(middle, count, top, bottom), count });
    }
  }
  const sorted = groups.flatMap((group) =>
    Array.from({ length: group.count }, (_, index) => startOf(group) + index * pillGapPx),
  );
  const places = wanted.map(() => 0);
  for (const [index, one] of order.entries()) places[one.index] = sorted[index] ?? one.y;
  return places;
}

function startOf({ middle, count }: { readonly middle: number; readonly count: number }): number {
  return middle - ((count - 1) * pillGapPx) / 2;
}

function endOf({ middle, count }: { readonly middle: number; readonly count: number }): number {
  return middle + ((count - 1) * pillGapPx) / 2;
}

function within(middle: number, count: number, top: number, bottom: number): number {
  const half = ((count - 1) * pillGapPx) / 2;
  return Math.max(Math.min(middle, bottom - half), top + half);
}
