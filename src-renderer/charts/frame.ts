const waiting = new Set<() => void>();
let requested = false;

/**
 * Runs `paint` in the next animation frame. All charts share one frame, and asking twice paints once: a burst of
 * samples or pointer moves costs one drawing each.
 */
export function nextFrame(paint: () => void): void {
  waiting.add(paint);
  if (requested) return;
  requested = true;
  requestAnimationFrame(flush);
}

/** Takes back a paint that is no longer wanted. */
export function cancelFrame(paint: () => void): void {
  waiting.delete(paint);
}

function flush(): void {
  requested = false;
  const paints = [...waiting];
  waiting.clear();
  for (const paint of paints) paint();
}
