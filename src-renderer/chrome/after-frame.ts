/** Where no frame comes, as on a page that nobody looks at, it is waited for no longer, ms. */
export const noFrameMs = 400;

/** Runs something in a task after the next frame, so that what is there is drawn before; returns the way to let it be. */
export function afterFrame(run: () => void): () => void {
  const frame = requestAnimationFrame(() => {
    cancel();
    cancel = after(0, run);
  });
  let cancel = after(noFrameMs, () => {
    // On a page that is looked at again all that were asked for meanwhile would come at once.
    cancelAnimationFrame(frame);
    run();
  });
  return () => {
    cancelAnimationFrame(frame);
    cancel();
  };
}

/** The same after some frames: what the first has drawn is on its way to the screen then. */
export function afterFrames(frames: number, run: () => void): () => void {
  let cancel = (): void => undefined;
  const next = (left: number) => {
    cancel = afterFrame(() => {
      if (left > 1) next(left - 1);
      else run();
    });
  };
  next(frames);
  return () => {
    cancel();
  };
}

/** Runs something later; returns the way to let it be. */
export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => {
    clearTimeout(timer);
  };
}
