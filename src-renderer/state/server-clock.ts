/** Samples may lie this much after the moment to which the server's clock was set back, ms. */
export const setBackMs = 2_000;

/** Knows whether the server's clock was set back, after which its ring may hold samples of a future. */
export interface ServerClock {
  /** The clock was set back to `t`, server time. */
  readonly setBack: (t: number) => void;
  /** The server tells its time. */
  readonly heard: (t: number) => void;
  /** What comes from now on is of this time, whatever it says. */
  readonly trust: () => void;
  readonly isOfNow: (sample: { readonly t: number }) => boolean;
}

/** Makes one that knows of no set back. */
export function createServerClock(): ServerClock {
  let backTo: { readonly t: number; readonly atMs: number } | null = null;
  const setBack = (t: number) => {
    backTo = { t, atMs: performance.now() };
  };
  return {
    setBack,
    heard(t) {
      if (backTo !== null) setBack(t);
    },
    trust() {
      backTo = null;
    },
    isOfNow: ({ t }) => backTo === null || t <= backTo.t + (performance.now() - backTo.atMs) + setBackMs,
  };
}
