/** Callbacks without arguments. */
export interface Listeners {
  /** Returns the way to stop. */
  readonly add: (listener: () => void) => () => void;
  readonly tell: () => void;
}

/** Makes an empty list. */
export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell() {
      for (const listener of listeners) listener();
    },
  };
}
