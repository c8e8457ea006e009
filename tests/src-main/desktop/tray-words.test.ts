import { expect, test } from 'vitest';
import { trayMenu, type TrayMenuState } from '../../../src-main/desktop/tray-menu.ts';
import { trayTitle, trayWords } from '../../../src-main/desktop/tray-words.ts';
import type { Glance } from '../../../src-main/glance.ts';
import { idleTrayActions } from '../../support/idle-tray-actions.ts';

const calm: Glance = {
  host: 'box',
  cpu: 41.26,
  memoryUsedBytes: 12.4 * 1024 ** 3,
  memoryTotalBytes: 31.2 * 1024 ** 3,
  level: 'ok',
  worst: null,
  sharing: { on: false, settable: true },
};

test('the icon says in words what it shows', () => {
  expect(trayWords(calm)).toBe('box: CPU 41.3 %, memory 12.4 GiB of 31.2 GiB');
  expect(trayWords({ ...calm, level: 'critical', worst: 'CPU average above 95 %' })).toMatch(
    /\nCritical: CPU average above 95 %$/u,
  );
});

test('what could not be read is left out, and a server that does not answer is said not to', () => {
  expect(trayWords({ ...calm, cpu: null })).toBe('box: memory 12.4 GiB of 31.2 GiB');
  expect(trayWords({ ...calm, cpu: null, memoryUsedBytes: null })).toBe('box: no values yet');
  expect(trayWords(null)).toBe('Lanpulse: the server does not answer');
});

test('macOS gets the processor as text of even width, and nothing where nobody can say', () => {
  expect(trayTitle(calm)).toBe('41 %');
  expect(trayTitle({ ...calm, cpu: 0 })).toBe('0 %');
  expect(trayTitle({ ...calm, cpu: null })).toBe('');
  expect(trayTitle(null)).toBe('');
});

const menu = (state: Partial<TrayMenuState> = {}) =>
  trayMenu({ server: calm, isMiniOpen: false, pausedUntil: null, update: null, ...state }, idleTrayActions);
const item = (label: string, state?: Partial<TrayMenuState>) => menu(state).find((one) => one.label === label);

test('sharing is a tick in the menu, and cannot be clicked where something else decides', () => {
  expect(item('Share on this network')).toMatchObject({ checked: false, enabled: true });
  const fixed = { ...calm, sharing: { on: true, settable: false } };
  expect(item('Share on this network', { server: fixed })).toMatchObject({ checked: true, enabled: false });
  expect(item('Share on this network', { server: null })).toMatchObject({ checked: false, enabled: false });
});

test('a pause says that it holds, and how to end it', () => {
  expect(item('Pause notifications on this desktop')).toBeDefined();
  expect(item('Notifications here are paused', { pausedUntil: 'resumed' })).toMatchObject({ enabled: false });
  expect(item('Resume notifications', { pausedUntil: 1 })).toBeDefined();
});

test('updates have an entry only where there are any', () => {
  const update = { label: 'Check for updates…', isEnabled: true };
  expect(item(update.label, { update })).toMatchObject({ enabled: true });
  expect(menu().map(({ label }) => label)).not.toContain(update.label);
});
