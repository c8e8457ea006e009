import { expect, onTestFinished, test, vi } from 'vitest';
import { createFastSeries, fastWindowMs } from '../../../src-renderer/focus/fast-series.svelte.ts';
import { createFocusedDashboard } from '../../../src-renderer/focus/focused-dashboard.ts';
import { fedDashboard } from '../../support/fed-dashboard.ts';
import { definitionOf } from '../../../src-shared/metrics/registry.ts';
import { eventOf, helloData } from '../link/events-of-a-stream.ts';
import { sampleAt } from './some-focus.ts';

const nowMs = 1_700_000_000_000;

/** A page whose newest sample is of now, and its card of the processor as it is focused. */
function setUp() {
  const { dashboard: page, listener } = fedDashboard();
  onTestFinished(page.stop);
  const hello = eventOf('hello', { ...helloData('a-1'), t: nowMs });
  if (hello.event === 'hello') listener.onHello(hello.data);
  listener.onSamples([{ t: nowMs, values: new Map([['load', { one: 1, five: 1, fifteen: 1 }]]) }]);
  const series = createFastSeries('cpu');
  const focused = createFocusedDashboard(page, definitionOf('cpu'), series);
  return { page, series, focused };
}

test('the stretch that is drawn ends with the newest point, and changes for those who derive from it with the words', () => {
  const { series, focused } = setUp();
  for (let t = nowMs; t <= nowMs + 2_000; t += 100) series.take(sampleAt(t));
  // Of all that a series tells, this alone is a signal that changes; what reads none is never worked out again.
  const shown = vi.spyOn(series, 'shown', 'get');
  expect(focused.drawn).toEqual({ startMs: nowMs + 2_000 - fastWindowMs, endMs: nowMs + 2_000 });
  expect(shown).toHaveBeenCalled();
});

test('a gesture that comes back to what is shown leaves the page live; any other shows that stretch everywhere', () => {
  const { page, series, focused } = setUp();
  series.take(sampleAt(nowMs + 800));
  focused.setRange(focused.drawn);
  expect([page.range.live, page.windowMs]).toEqual([true, 300_000]);
  const spike = { startMs: nowMs - 20_000, endMs: nowMs - 5_000 };
  focused.setRange(spike);
  expect(page.range).toEqual({ ...spike, live: false });
});

test('a moment that the pointer is on elsewhere shows where the focused card reaches it', () => {
  const { page, series, focused } = setUp();
  series.take(sampleAt(nowMs));
  page.crosshairMs = nowMs - 10_000;
  expect(focused.crosshairMs).toBe(nowMs - 10_000);
  page.crosshairMs = nowMs - 100_000;
  expect(focused.crosshairMs).toBeNull();
  focused.crosshairMs = nowMs - 1_000;
  expect(page.crosshairMs).toBe(nowMs - 1_000);
});
