import type { Fingers } from './gesture-span.ts';

/** The fingers on a chart, each with the pixel it is at. */
export interface FingersDown {
  readonly put: (id: number, x: number) => void;
  /** Ignores one that is not there. */
  readonly move: (id: number, x: number) => void;
  readonly lift: (id: number) => void;
  readonly clear: () => void;
  /** Where the first two are; `null` for fewer. */
  readonly two: () => Fingers | null;
}

/** Begins without any. */
export function createFingersDown(): FingersDown {
  const at = new Map<number, number>();
  return {
    put(id, x) {
      at.set(id, x);
    },
    move(id, x) {
      if (at.has(id)) at.set(id, x);
    },
    lift(id) {
      at.delete(id);
    },
    clear() {
      at.clear();
    },
    two() {
      const [one, other] = at.values();
      return one === undefined || other === undefined ? null : [one, other];
    },
  };
}
