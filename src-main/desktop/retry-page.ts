import type { Cancel, Clock } from '../clock.ts';

/** A page that could not be loaded is loaded again after so long, ms. */
const againMs = 3_000;

/** Told how the loading of a page went. */
export interface PageLoads {
  readonly failed: (address: string) => void;
  readonly succeeded: () => void;
}

/**
 * Loads a page again and again until its server answers: one that could not be loaded is blank, and cannot try by itself.
 * @param load loads the page at an address
 */
export function retryPage(clock: Pick<Clock, 'after'>, load: (address: string) => void): PageLoads {
  let cancel: Cancel = () => undefined;
  return {
    failed(address) {
      cancel();
      cancel = clock.after(againMs, () => {
        load(address);
      });
    },
    succeeded() {
      cancel();
    },
  };
}
