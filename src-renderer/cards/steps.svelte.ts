/** How much of a list is there already. */
export interface Steps {
  /** How many of its first entries are made; `Infinity` once all were. */
  readonly made: number;
}

/** Parts of {@link createSteps}. */
export interface StepsParts {
  /** How many entries there are. */
  readonly all: () => number;
  /** What the first one waits for has come. */
  readonly isFirstServed: () => boolean;
  /** Nobody sees the page. */
  readonly isHidden: () => boolean;
}

/** Where nothing comes, the others wait no longer, ms. */
export const patienceMs = 400;

/**
 * Has the entries of a list made one after the other, each in a task of its own, and the second not before the first one
 * shows what it is there for: what all of them need together would make that wait. Only the beginning goes by steps; what
 * comes later is made at once. Where nobody looks a browser holds tasks back, so there all are made at once too.
 */
export function createSteps({ all, isFirstServed, isHidden }: StepsParts): Steps {
  let made = $state(isHidden() ? Infinity : 1);
  let impatient = $state(false);
  let isDue = $derived(isFirstServed() || impatient);
  const next = () => {
    made = isHidden() || made + 1 >= all() ? Infinity : made + 1;
  };
  $effect(() => {
    if (made === Infinity) return;
    if (made > 1) return after(0, next);
    if (!isDue) return after(patienceMs, () => (impatient = true));
    // It is drawn before the second is made.
    let cancel: (() => void) | undefined;
    const frame = requestAnimationFrame(() => {
      cancel = after(0, next);
    });
    return () => {
      cancelAnimationFrame(frame);
      cancel?.();
    };
  });
  return {
    get made() {
      return made;
    },
  };
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => {
    clearTimeout(timer);
  };
}
