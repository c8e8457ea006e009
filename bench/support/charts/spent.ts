/**
 * Counts the time that code takes, whatever it puts off: imported before any library, which may keep what it finds here.
 * (The browser's own `ScriptDuration` leaves microtasks out.)
 */

let sumMs = 0;
let depth = 0;

/** Runs something and counts it. */
export function spend(run: () => void): void {
  const before = performance.now();
  depth += 1;
  run();
  depth -= 1;
  // What is within something that is counted is counted by it.
  if (depth === 0) sumMs += performance.now() - before;
}

/** What was spent since this was asked before, ms. */
export function takeSpent(): number {
  const spentMs = sumMs;
  sumMs = 0;
  return spentMs;
}

/** The browser's own, which counts nothing. */
export const plainFrame = requestAnimationFrame.bind(globalThis);
const plainMicrotask = queueMicrotask.bind(globalThis);

globalThis.requestAnimationFrame = (callback) =>
  plainFrame((t) => {
    spend(() => {
      callback(t);
    });
  });
globalThis.queueMicrotask = (callback) => {
  plainMicrotask(() => {
    spend(callback);
  });
};
