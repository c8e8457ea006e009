import { describe, expect, test } from 'vitest';
import { createToasts } from '../../../src-renderer/alerts/toasts.svelte.ts';
import { alertEvent } from './some-alerts.ts';

const titles = (toasts: ReturnType<typeof createToasts>) => toasts.shown.map(({ title }) => title);

describe('notifications within the page', () => {
  test('the end of an alert takes the place of its beginning', () => {
    const toasts = createToasts();
    toasts.tell(alertEvent({}), null);
    expect(titles(toasts)).toEqual(['Warn: CPU average 79.5 % on workshop']);
    toasts.tell(alertEvent({ state: 'ok', from: 'warn', value: 12.3, at: 180_000 }), 180_000);
    expect(titles(toasts)).toEqual(['Ok again: CPU average 12.3 % on workshop']);
    expect(toasts.shown[0]?.body).toContain('The warning lasted 3 min.');
  });

  test('three at the most, and the newest stay', () => {
    const toasts = createToasts();
    for (const series of ['cpu.total', 'cpu.steal', 'self.cpu', 'self.lag']) toasts.tell(alertEvent({ series }), null);
    expect(toasts.shown.map(({ series }) => series)).toEqual(['cpu.steal', 'self.cpu', 'self.lag']);
  });

  test('are dismissed one by one', () => {
    const toasts = createToasts();
    toasts.tell(alertEvent({}), null);
    toasts.tell(alertEvent({ series: 'self.lag' }), null);
    toasts.dismiss(toasts.shown[0]?.id ?? -1);
    expect(toasts.shown.map(({ series }) => series)).toEqual(['self.lag']);
  });

  test('none for what is snoozed, acknowledged, or was never told', () => {
    const toasts = createToasts();
    toasts.tell(alertEvent({ at: 1_000, snoozedUntil: 2_000 }), null);
    toasts.tell(alertEvent({ from: 'warn', update: 'acknowledged', acknowledgedAt: 1_000 }), null);
    toasts.tell(alertEvent({ state: 'unknown', from: 'ok', reason: 'no_data' }), null);
    toasts.tell(alertEvent({ state: 'ok', from: 'unknown' }), null);
    expect(toasts.shown).toEqual([]);
  });

  test('silence says no data, never ok', () => {
    const toasts = createToasts();
    toasts.tell(alertEvent({ state: 'unknown', from: 'critical', reason: 'no_data' }), 1_000);
    expect(toasts.shown).toMatchObject([{ level: 'unknown', title: 'No data: CPU average on workshop' }]);
  });
});
