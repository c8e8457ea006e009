/** Longest time that the work holds the event loop at once, ms. */
const sliceMs = 8;

/** Runs work in slices, so that everything else of this process goes on between them. */
export interface Slices {
  /**
   * Resolves with what the steps return; rejects with what they throw, or with the reason of the signal.
   * @param steps each a few ms at most
   */
  run<Result>(steps: Generator<undefined, Result>, signal?: AbortSignal): Promise<Result>;
}

/** Says whether it is done. */
type Work = () => boolean;

/**
 * One piece of work at a time has the loop, and each has its turn before any has a second: many askers share what one
 * would have alone.
 * @param nowMs monotonic time
 */
export function createSlices(nowMs: () => number): Slices {
  const queue: Work[] = [];

  function turn(): void {
    const work = queue.shift();
    if (work === undefined) return;
    if (!work()) queue.push(work);
    if (queue.length > 0) setImmediate(turn);
  }

  return {
    run: (steps, signal) =>
      new Promise((resolve, reject) => {
        queue.push(() => {
          const endMs = nowMs() + sliceMs;
          try {
            do {
              signal?.throwIfAborted();
              const step = steps.next();
              if (step.done === true) {
                resolve(step.value);
                return true;
              }
            } while (nowMs() < endMs);
          } catch (caught) {
            reject(caught instanceof Error ? caught : new Error('the work ended', { cause: caught }));
            return true;
          }
          return false;
        });
        if (queue.length === 1) setImmediate(turn);
      }),
  };
}
