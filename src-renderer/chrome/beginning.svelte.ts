import { after } from './after-frame.ts';

/** Whether a page that has been let in shows itself by now. */
export interface Beginning {
  readonly hasCome: boolean;
}

/** Where nothing comes, the page shows without it, and says that it connects, ms. */
export const patienceMs = 150;

/**
 * Has a page wait for a moment for what it is opened for. On the way it is already, and whatever is made in its place takes
 * longer than it does; then everything would be made twice, for nothing and anew for the first numbers.
 * @param isServed whether they have come
 */
export function createBeginning(isServed: () => boolean): Beginning {
  let hasCome = $state(false);
  $effect(() => {
    if (hasCome) return;
    if (isServed()) {
      hasCome = true;
      return;
    }
    return after(patienceMs, () => (hasCome = true));
  });
  return {
    get hasCome() {
      return hasCome;
    },
  };
}
