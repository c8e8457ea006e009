import type { FetchHistory } from '../link/fetch-history.ts';
import type { PastState } from './model.ts';
import { createPastReader, type PastReader } from './past-reader.ts';

/** A {@link PastReader} of which components hear. */
export interface Past extends Omit<PastReader, 'state'> {
  readonly state: PastState;
}

/**
 * Makes a reader whose state and points are reactive.
 * @param onPoints told when points have come in, for canvases
 * @param nowMs a clock that never jumps, ms
 */
export function createPast(fetch: FetchHistory, onPoints: () => void, nowMs: () => number): Past {
  /** Moves with each change. */
  let version = $state(0);
  const reader = createPastReader(
    fetch,
    () => {
      version += 1;
      onPoints();
    },
    nowMs,
  );
  const state = $derived(version >= 0 ? reader.state() : reader.state());
  return {
    ...reader,
    get state() {
      return state;
    },
    points: (id, samples) => (version >= 0 ? reader.points(id, samples) : null),
  };
}
