import { describe, expect, test } from 'vitest';
import type { Transition } from '../../../src-shared/protocol/alerts.ts';
import { alertAt, alertThenWords, worstAt } from '../../../src-renderer/moments/alert-at.ts';
import { durationWords } from '../../../src-shared/duration-words.ts';

const place = { series: 'cpu.total', instance: '*' };
const rule = {
  ...place,
  direction: 'above',
  warn: 75,
  critical: 90,
  clear: 65,
  forMs: 0,
  keepMs: 0,
  enabled: true,
} as const;

function transition(
  at: number,
  from: Transition['from'],
  state: Transition['state'],
  series = 'cpu.total',
): Transition {
  return { series, instance: '*', at, from, state, value: 1, peak: null, rule: { ...rule, series }, reason: 'level' };
}

/** The newest first. */
const log = [
  transition(90_000, 'critical', 'ok'),
  transition(50_000, 'ok', 'warn', 'load.one'),
  transition(18_000, 'warn', 'critical'),
  transition(10_000, 'ok', 'warn'),
];

describe('the alert of a past moment', () => {
  test('is the state that the log was in then, with its whole length', () => {
    expect(alertAt(log, place, 20_000)).toEqual({ state: 'critical', sinceMs: 18_000, lastedMs: 72_000 });
    expect(alertAt(log, place, 18_000)?.state).toBe('critical');
    expect(alertAt(log, place, 17_999)?.state).toBe('warn');
    expect(alertAt(log, place, 100_000)).toEqual({ state: 'ok', sinceMs: 90_000, lastedMs: null });
  });

  test('before the first transition it is what that one came from; of others nothing is known', () => {
    expect(alertAt(log, place, 5_000)?.state).toBe('ok');
    expect(alertAt(log, { series: 'disk.busy', instance: 'sda' }, 5_000)).toBeNull();
  });

  test('of several the gravest counts', () => {
    const both = [place, { series: 'load.one', instance: '*' }];
    expect(worstAt(log, both, 60_000)?.state).toBe('critical');
    expect(worstAt(log, both, 95_000)?.state).toBe('warn');
    expect(worstAt(log, [], 95_000)).toBeNull();
  });

  test('is told in words', () => {
    expect(alertThenWords({ state: 'critical', sinceMs: 0, lastedMs: 72_000 }, durationWords)).toBe(
      'Critical 1 min 12 s',
    );
    expect(alertThenWords({ state: 'warn', sinceMs: 0, lastedMs: null }, durationWords)).toBe('Warn');
    expect(alertThenWords({ state: 'ok', sinceMs: 0, lastedMs: 5_000 }, durationWords)).toBe('ok');
  });
});
