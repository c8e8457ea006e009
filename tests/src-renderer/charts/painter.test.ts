import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startPainter } from '../../../src-renderer/charts/painter.ts';
import { fedDashboard } from '../../support/fed-dashboard.ts';

type SightListener = (entries: readonly { readonly isIntersecting: boolean }[]) => void;

let frames: (() => void)[] = [];
let sights: SightListener[] = [];
let sizes: (() => void)[] = [];

beforeEach(() => {
  frames = [];
  sights = [];
  sizes = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(listener: () => void) {
        sizes.push(listener);
      }
      observe(): void {
        // The test says what its size is, and when it has one.
      }
      disconnect(): void {
        // Nothing is watched.
      }
    },
  );
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(listener: SightListener) {
        sights.push(listener);
      }
      observe(): void {
        // The test says what is in sight.
      }
      disconnect(): void {
        // Nothing is watched.
      }
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function setUp() {
  const { dashboard, listener } = fedDashboard();
  const paint = vi.fn<() => void>();
  const place = { top: 0, bottom: 0, width: 0, height: 0 };
  const host: HTMLElement = Object.create(null, { getBoundingClientRect: { value: () => place } });
  const painter = startPainter(host, dashboard, { paint, resize: () => undefined });
  const sample = (t: number) => {
    listener.onSamples([{ t, values: new Map([['load', { one: 1, five: 1, fifteen: 1 }]]) }]);
  };
  /** Lays the page out for the first time, and tells of it. */
  const lie = (top: number, heightPx: number) => {
    Object.assign(place, { top, bottom: top + heightPx, width: heightPx, height: heightPx });
    sizes[0]?.();
  };
  const see = (isIntersecting: boolean) => sights[0]?.([{ isIntersecting }]);
  const frame = () => {
    for (const run of frames.splice(0)) run();
  };
  return { dashboard, painter, paint, sample, see, lie, frame };
}

test('a chart out of sight asks for no frame, whatever comes in, and is painted once when it comes into view', () => {
  const { dashboard, painter, paint, sample, see, frame } = setUp();
  sample(1_000);
  sample(2_000);
  painter.request();
  expect(frames).toEqual([]);

  see(true);
  sample(3_000);
  frame();
  expect(paint).toHaveBeenCalledTimes(1);

  see(false);
  frame();
  paint.mockClear();
  sample(4_000);
  expect(frames).toEqual([]);
  expect(paint).not.toHaveBeenCalled();
  painter.stop();
  dashboard.stop();
});

test('a burst of samples within one frame is painted once', () => {
  const { dashboard, painter, paint, sample, see, frame } = setUp();
  see(true);
  frame();
  paint.mockClear();
  for (let n = 1; n <= 10; n += 1) sample(n * 100);
  frame();
  expect(paint).toHaveBeenCalledTimes(1);
  painter.stop();
  dashboard.stop();
});

test.each([
  ['in sight', 100, 200, 1],
  ['just below the window', 860, 200, 1],
  ['far below the window', 2_000, 200, 0],
  ['far above the window', -2_000, 200, 0],
  ['without a size', 100, 0, 0],
])('a chart that is laid out %s is painted then so many times', (_where, top, heightPx, times) => {
  vi.stubGlobal('window', { innerHeight: 800 });
  const { paint, lie } = setUp();
  lie(top, heightPx);
  expect(paint).toHaveBeenCalledTimes(times);
});

test('what the browser says of a chart counts more than where it was laid out', () => {
  vi.stubGlobal('window', { innerHeight: 800 });
  const { paint, lie, see } = setUp();
  see(false);
  lie(100, 200);
  expect(paint).not.toHaveBeenCalled();
});
