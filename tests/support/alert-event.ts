import type { AlertEvent } from '../../src-shared/protocol/alerts.ts';

/** An alert of the CPU that began to fire, or what a test makes of it. */
export function alertEvent(change: Partial<AlertEvent> = {}): AlertEvent {
  return {
    host: 'box',
    series: 'cpu.total',
    instance: '*',
    state: 'critical',
    from: 'ok',
    at: 1_700_000_000_000,
    since: 1_700_000_000_000,
    value: 97.2,
    peak: 98.5,
    rule: {
      series: 'cpu.total',
      instance: '*',
      direction: 'above',
      warn: 80,
      critical: 95,
      clear: 70,
      forMs: 30_000,
      keepMs: 30_000,
      enabled: true,
    },
    reason: 'level',
    ...change,
  };
}
