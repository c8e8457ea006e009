/** Time for what the page is opened for, ms. */
const firstMs = 2_000;

/**
 * Runs something that nobody waits for when the page has shown what it was opened for, and has nothing else to do.
 * @returns lets it be, if it has not begun
 */
export function whenIdle(run: () => void): () => void {
  let cancelIdle = (): void => undefined;
  const timer = setTimeout(() => {
    // Safari has no idle time to tell of.
    if (!('requestIdleCallback' in window)) {
      run();
      return;
    }
    const handle = requestIdleCallback(run);
    cancelIdle = () => {
      cancelIdleCallback(handle);
    };
  }, firstMs);
  return () => {
    clearTimeout(timer);
    cancelIdle();
  };
}
