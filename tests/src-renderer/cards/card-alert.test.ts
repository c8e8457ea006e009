import { describe, expect, test } from 'vitest';
import { firedAt, transitionsOf } from '../../../src-renderer/cards/card-alert.ts';
import { definitionOf } from '../../../src-shared/metrics/registry.ts';
import { alertEvent } from '../alerts/some-alerts.ts';

/** The newest first. */
const log = [
  alertEvent({ series: 'memory.used', at: 90_000, from: 'ok', state: 'critical' }),
  alertEvent({ at: 60_000, from: 'critical', state: 'ok' }),
  alertEvent({ at: 40_000, from: 'warn', state: 'critical' }),
  alertEvent({ at: 20_000, from: 'ok', state: 'warn' }),
];

describe('the alert of a card that shows the past', () => {
  const own = transitionsOf(log, [definitionOf('cpu')]);

  test('is that of its own metrics', () => {
    expect(own.map(({ at }) => at)).toEqual([60_000, 40_000, 20_000]);
  });

  test.each([
    [10_000, null],
    [20_000, 'warn'],
    [39_000, 'warn'],
    [59_999, 'critical'],
    [60_000, null],
    [100_000, null],
  ])('is at %d ms %s', (ms, state) => {
    expect(firedAt(own, ms)?.state ?? null).toBe(state);
  });

  test('knows how long it lasted, also where it fired before the log begins', () => {
    expect(firedAt(own, 50_000)).toMatchObject({ state: 'critical', lastedMs: 20_000 });
    expect(firedAt(own.slice(0, 1), 10_000)).toMatchObject({ state: 'critical', lastedMs: null });
    expect(firedAt([], 10_000)).toBeNull();
  });
});
