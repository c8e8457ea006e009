import { describe, expect, test } from 'vitest';
import {
  firingOf,
  isSnoozed,
  lastedMs,
  statesOf,
  unknownOf,
  withEvent,
  withTransition,
} from '../../../src-renderer/state/alert-states.ts';
import type { AlertEvent, AlertStatus } from '../../../src-shared/protocol/alerts.ts';
import { alertEvent, alertStatus } from '../alerts/some-alerts.ts';

const keys = (all: readonly AlertStatus[]) => all.map(({ series, instance }) => `${series}@${instance}`);
const fold = (events: readonly AlertEvent[]) =>
  events.reduce((states, event) => withEvent(states, event, false), statesOf([]));

describe('alert states', () => {
  test('fire with the worst first, and of equals the oldest', () => {
    const states = statesOf([
      alertStatus({ series: 'memory.usedShare', state: 'warn', since: 1_000 }),
      alertStatus({ series: 'cpu.total', state: 'critical', since: 9_000 }),
      alertStatus({ series: 'cpu.steal', state: 'warn', since: 500 }),
      alertStatus({ series: 'battery.charge', state: 'unknown', since: 100 }),
      alertStatus({ series: 'self.lag', state: 'pending', since: 100 }),
    ]);
    expect(keys(firingOf(states))).toEqual(['cpu.total@*', 'cpu.steal@*', 'memory.usedShare@*']);
    expect(keys(unknownOf(states))).toEqual(['battery.charge@*']);
  });

  test('follow the events, and forget what is as it should be', () => {
    const warn = alertEvent({ state: 'warn', from: 'ok', at: 1_000, since: 1_000, value: 81 });
    const critical = alertEvent({ state: 'critical', from: 'warn', at: 2_000, since: 2_000, value: 97 });
    expect(firingOf(fold([warn, critical]))).toMatchObject([{ state: 'critical', since: 2_000, value: 97 }]);
    const ok = alertEvent({ state: 'ok', from: 'critical', at: 3_000, since: 3_000 });
    expect(fold([warn, critical, ok]).size).toBe(0);
  });

  test('tell the instances of a series apart', () => {
    const home = alertEvent({ series: 'filesystem.usedShare', instance: '/home', state: 'warn' });
    const root = alertEvent({ series: 'filesystem.usedShare', instance: '/', state: 'warn' });
    const states = fold([home, root, { ...home, state: 'ok', from: 'warn', at: 9_000, since: 9_000 }]);
    expect(keys(firingOf(states))).toEqual(['filesystem.usedShare@/']);
  });

  test('keep what people did, and let go of it with the event that says so', () => {
    const warn = alertEvent({ state: 'warn', at: 1_000, since: 1_000 });
    const snoozed = { ...warn, from: 'warn' as const, at: 2_000, update: 'snoozed' as const, snoozedUntil: 5_000 };
    const states = fold([warn, snoozed]);
    expect(firingOf(states)).toMatchObject([{ state: 'warn', since: 1_000, snoozedUntil: 5_000 }]);
    expect(firingOf(withEvent(states, { ...warn, at: 3_000, update: 'snoozed' }, false))[0]).not.toHaveProperty(
      'snoozedUntil',
    );
    const ok = alertEvent({ state: 'ok', from: 'warn', at: 3_000, since: 3_000, snoozedUntil: 5_000 });
    expect(firingOf(withEvent(states, ok, false))).toEqual([]);
    expect(withEvent(states, ok, false).size).toBe(1);
  });

  test('are not set back by a replay that tells of older states', () => {
    const now = statesOf([alertStatus({ state: 'critical', since: 5_000 })]);
    const older = alertEvent({ state: 'ok', from: 'warn', at: 2_000, since: 2_000 });
    expect(withEvent(now, older, true)).toBe(now);
    // Live, after the clock was set back.
    expect(firingOf(withEvent(now, older, false))).toEqual([]);
  });

  test('a snooze ends by itself', () => {
    expect(isSnoozed({ snoozedUntil: 5_000 }, 4_999)).toBe(true);
    expect(isSnoozed({ snoozedUntil: 5_000 }, 5_000)).toBe(false);
    expect(isSnoozed({}, 0)).toBe(false);
  });
});

describe('the log of transitions', () => {
  const warn = alertEvent({ state: 'warn', from: 'ok', at: 1_000 });
  const other = alertEvent({ series: 'memory.usedShare', state: 'warn', from: 'ok', at: 2_000 });
  const ok = alertEvent({ state: 'ok', from: 'warn', at: 61_000 });

  test('takes each transition once, and no acknowledgement', () => {
    const log = [warn, other, warn, { ...warn, at: 1_500, update: 'acknowledged' as const }].reduce(withTransition, []);
    expect(log.map(({ series, at }) => [series, at])).toEqual([
      ['cpu.total', 1_000],
      ['memory.usedShare', 2_000],
    ]);
  });

  test('knows how long a state lasted, where it saw the beginning', () => {
    const log = [warn, other, ok].reduce(withTransition, []);
    expect(lastedMs(log, 2)).toBe(60_000);
    expect(lastedMs(log, 0)).toBeNull();
  });
});
