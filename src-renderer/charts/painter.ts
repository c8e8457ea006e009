import type { Dashboard } from '../state/model.ts';
import { cancelFrame, nextFrame } from './frame.ts';
import { onThemeChange } from './theme.ts';

/** What keeps a canvas up to date. */
export interface Painter {
  /**
   * Paints in the next frame, or as soon as the canvas comes into view.
   * @param causes what the picture depends on; an effect that hands them over runs again when they change
   */
  request(causes?: readonly unknown[]): void;
  stop(): void;
}

/**
 * Paints a canvas when there are new points, when its size or the theme changes, and when asked to, but never while it
 * is out of sight.
 */
export function startPainter(
  host: HTMLElement,
  dashboard: Dashboard,
  work: { readonly paint: () => void; readonly resize: () => void },
): Painter {
  let visible = false;
  const request = (): void => {
    if (visible) nextFrame(work.paint);
  };
  const sizes = new ResizeObserver(() => {
    work.resize();
    // In the same frame: a canvas that got a new size is blank, and would flicker.
    if (visible) work.paint();
  });
  const sight = new IntersectionObserver(
    (entries) => {
      visible = entries.at(-1)?.isIntersecting ?? false;
      request();
    },
    { rootMargin: '64px' },
  );
  sizes.observe(host);
  sight.observe(host);
  const stops = [dashboard.onPoints(request), onThemeChange(request)];
  return {
    request,
    stop() {
      sizes.disconnect();
      sight.disconnect();
      cancelFrame(work.paint);
      for (const stop of stops) stop();
    },
  };
}
