/** Told whether an element is in sight, or nearly; returns the way to stop. */
export function watchSight(element: Element, tell: (isInSight: boolean) => void): () => void {
  const sight = new IntersectionObserver(
    (entries) => {
      tell(entries.at(-1)?.isIntersecting ?? false);
    },
    { rootMargin: '64px' },
  );
  sight.observe(element);
  return () => {
    sight.disconnect();
  };
}
