import type { Span } from './kept-value.ts';

/** A moment that no average may reach across, and the interval at which the server sampled from then on. */
export interface Mark {
  readonly t: number;
  readonly everyMs: number;
}

/** The marks of the whole history, oldest first, one for each moment. */
export interface Marks {
  add(mark: Mark): void;
  within(span: Span): readonly Mark[];
  all(): readonly Mark[];
  /** Longest interval at which the server sampled within a span; 0 where that is not known. */
  longestEveryMs(span: Span): number;
  /** Lets go of marks before a moment, but for the newest of them. */
  forgetBefore(t: number): void;
}

/** Makes an empty list. */
export function createMarks(): Marks {
  let marks: readonly Mark[] = [];

  return {
    add(mark) {
      const after = marks.findLastIndex(({ t }) => t <= mark.t);
      const same = marks[after]?.t === mark.t;
      marks = [...marks.slice(0, same ? after : after + 1), mark, ...marks.slice(after + 1)];
    },
    within: ({ from, to }) => marks.filter(({ t }) => t >= from && t < to),
    all: () => marks,
    longestEveryMs({ from, to }) {
      const before = marks.findLast(({ t }) => t < from);
      const inside = marks.filter(({ t }) => t >= from && t < to);
      return Math.max(0, before?.everyMs ?? 0, ...inside.map(({ everyMs }) => everyMs));
    },
    forgetBefore(t) {
      const newest = marks.findLastIndex((mark) => mark.t < t);
      if (newest > 0) marks = marks.slice(newest);
    },
  };
}
