import { expect, onTestFinished, test, vi } from 'vitest';
import { startTray } from '../../../src-main/desktop/tray.ts';
import type { Glance } from '../../../src-main/glance.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { idleTrayActions } from '../../support/idle-tray-actions.ts';

/** What the system was told, in order: macOS is not there to be looked at. */
const { told } = vi.hoisted(() => {
  const words: (readonly unknown[])[] = [];
  return { told: words };
});

vi.mock('electron', () => {
  const image = { setTemplateImage: (is: boolean) => told.push(['template', is]) };
  class Tray {
    setTitle = (...words: unknown[]) => told.push(['title', ...words]);
    setToolTip = () => undefined;
    setContextMenu = () => undefined;
    setImage = () => undefined;
    on = (event: string) => told.push(['on', event]);
    destroy = () => undefined;
  }
  return {
    Tray,
    Menu: { buildFromTemplate: () => ({}) },
    nativeImage: { createFromBitmap: () => image },
    nativeTheme: { shouldUseDarkColors: false },
  };
});

test('on macOS the processor stands as text beside an icon of the system’s colour, a click opens the menu, and it follows', async () => {
  const clock = createFakeClock();
  let glance: Glance | null = {
    host: 'box',
    cpu: 7.4,
    memoryUsedBytes: null,
    memoryTotalBytes: null,
    level: 'ok',
    worst: null,
    sharing: { on: false, settable: true },
  };
  const tray = startTray({
    clock,
    platform: 'darwin',
    hasHost: () => Promise.resolve(true),
    glance: () => glance,
    state: () => ({ isMiniOpen: false, pausedUntil: null, update: null }),
    actions: idleTrayActions,
  });
  onTestFinished(tray.close);
  expect(await tray.placed).toBe(true);
  const even = { fontType: 'monospacedDigit' };
  expect(told).toEqual([
    ['template', true],
    ['title', '7 %', even],
  ]);
  glance = { ...glance, cpu: 83.6 };
  clock.advance(2_000);
  expect(told.at(-1)).toEqual(['title', '84 %', even]);
  glance = null;
  clock.advance(2_000);
  expect(told.at(-1)).toEqual(['title', '', even]);
});
