import { isNear, watchSight } from '../chrome/watch-sight.ts';
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
  /** `null` until it is known. */
  let visible: boolean | null = null;
  const request = (): void => {
    if (visible === true) nextFrame(work.paint);
  };
  const sizes = new ResizeObserver(() => {
    work.resize();
    // Told of first, and the layout is fresh here: whoever waits to be told of the other comes a frame later.
    visible ??= isNear(host);
    // In the same frame: a canvas that got a new size is blank, and would flicker.
    if (visible) work.paint();
  });
  sizes.observe(host);
  const stops = [
    watchSight(host, (is) => {
      visible = is;
      request();
    }),
    dashboard.onPoints(request),
    onThemeChange(request),
  ];
  return {
    request,
    stop() {
      sizes.disconnect();
      cancelFrame(work.paint);
      for (const stop of stops) stop();
    },
  };
}
