import type { Clock } from '../clock.ts';

/** A page that dies again and again is loaded so often, and no oftener, within so long, ms. */
const mostReloads = 3;
const withinMs = 60_000;

/** A page whose process may die. */
interface DyingPage {
  readonly isDead: () => boolean;
  readonly reload: () => void;
}

/**
 * Brings a page back whose process has died, for its window would stay blank. Not in a loop: one that dies at once again
 * waits until the last minute has room for one more; one that somebody has loaded meanwhile is left alone.
 * @param page whether it is still dead, and how it is loaded anew
 * @returns to be called at each death
 */
export function revivePage(clock: Pick<Clock, 'monotonicMs' | 'after'>, page: DyingPage): () => void {
  /** When it was loaded the last few times, the oldest first. */
  let reloads: readonly number[] = [];
  let isWaiting = false;

  function revive(): void {
    reloads = [...reloads, clock.monotonicMs()].slice(-mostReloads);
    page.reload();
  }

  return () => {
    if (isWaiting) return;
    const [oldestMs] = reloads;
    const hasRoom = oldestMs === undefined || reloads.length < mostReloads;
    const waitMs = hasRoom ? 0 : oldestMs + withinMs - clock.monotonicMs();
    if (waitMs <= 0) {
      revive();
      return;
    }
    isWaiting = true;
    clock.after(waitMs, () => {
      isWaiting = false;
      if (page.isDead()) revive();
    });
  };
}
