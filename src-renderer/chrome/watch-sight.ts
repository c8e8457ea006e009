/** What is so near to the edge of the window counts as in sight, px. */
const nearPx = 64;

/** Told whether an element is in sight, or nearly; returns the way to stop. */
export function watchSight(element: Element, tell: (isInSight: boolean) => void): () => void {
  const sight = new IntersectionObserver(
    (entries) => {
      tell(entries.at(-1)?.isIntersecting ?? false);
    },
    { rootMargin: `${String(nearPx)}px` },
  );
  sight.observe(element);
  return () => {
    sight.disconnect();
  };
}

/** The same at once, for whoever knows that the layout is fresh: to be told takes until after the next frame. */
export function isNear(element: Element): boolean {
  const { top, bottom, width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && bottom > -nearPx && top < window.innerHeight + nearPx;
}
