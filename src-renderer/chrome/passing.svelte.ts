/** Handlers for the element that passes: whoever reads it or is on it holds it. */
export interface Passing {
  readonly onpointerenter: () => void;
  readonly onpointerleave: () => void;
  readonly onfocusin: () => void;
  readonly onfocusout: () => void;
}

/**
 * Ends something after a while in which neither the pointer nor the keyboard was on it. To be called while a component is set up.
 * @param stayMs begins anew whenever it is let go of
 */
export function createPassing(stayMs: number, onEnd: () => void): Passing {
  let held = $state(false);
  const hold = () => {
    held = true;
  };
  const letGo = () => {
    held = false;
  };

  $effect(() => {
    if (held) return;
    const timer = setTimeout(onEnd, stayMs);
    return () => {
      clearTimeout(timer);
    };
  });

  return { onpointerenter: hold, onpointerleave: letGo, onfocusin: hold, onfocusout: letGo };
}
