import { after, afterFrame } from '../chrome/after-frame.ts';

/** How much of a list is there already. */
export interface Steps {
  /** How many of its first entries are made; `Infinity` once all were. */
  readonly made: number;
  /** Makes the others now. */
  readonly finish: () => void;
}

/** Parts of {@link createSteps}. */
export interface StepsParts {
  /** How many entries there are. */
  readonly all: () => number;
  /** What the first one waits for has come. */
  readonly isFirstServed: () => boolean;
  /** Steps would help nobody. */
  readonly isPointless: () => boolean;
}

/** Where nothing comes, or no frame, the others wait no longer, ms. */
export const patienceMs = 400;

/**
 * Has the entries of a list made one after the other, each in a task of its own, and the second not before the first one
 * shows what it is there for: what all of them need together would make that wait. Only the beginning goes by steps; what
 * comes later is made at once.
 */
export function createSteps({ all, isFirstServed, isPointless }: StepsParts): Steps {
  let made = $state(isPointless() ? Infinity : 1);
  let impatient = $state(false);
  let isDue = $derived(isFirstServed() || impatient);
  const next = () => {
    made = isPointless() || made + 1 >= all() ? Infinity : made + 1;
  };
  $effect(() => {
    if (made === Infinity) return;
    if (made > 1) return after(0, next);
    if (!isDue) return after(patienceMs, () => (impatient = true));
    return afterFrame(next);
  });
  return {
    get made() {
      return made;
    },
    finish() {
      made = Infinity;
    },
  };
}
