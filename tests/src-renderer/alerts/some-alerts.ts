import type { AlertEvent, AlertStatus } from '../../../src-shared/protocol/alerts.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';

/** A rule for the CPU, with what a test changes. */
export function someRule(changed: Partial<Rule> = {}): Rule {
  return {
    series: 'cpu.total',
    instance: '*',
    direction: 'above',
    warn: 75,
    critical: 90,
    clear: 65,
    forMs: 30_000,
    keepMs: 30_000,
    enabled: true,
    ...changed,
  };
}

/** A state for tests: the CPU at a warning level. */
export function alertStatus(changed: Partial<AlertStatus> = {}): AlertStatus {
  const { series = 'cpu.total' } = changed;
  return {
    series,
    instance: '*',
    state: 'warn',
    since: 0,
    at: 0,
    value: 79.5,
    peak: 91.7,
    rule: someRule({ series }),
    ...changed,
  };
}

/** An event for tests: the CPU has just reached its warning level. */
export function alertEvent(changed: Partial<AlertEvent> = {}): AlertEvent {
  const { series = 'cpu.total', at = 0 } = changed;
  return {
    host: 'workshop',
    series,
    instance: '*',
    state: 'warn',
    from: 'ok',
    at,
    since: at,
    value: 79.5,
    peak: 91.7,
    rule: someRule({ series }),
    reason: 'level',
    ...changed,
  };
}
