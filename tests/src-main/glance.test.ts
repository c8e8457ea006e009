import { describe, expect, test } from 'vitest';
import { createGlance } from '../../src-main/glance.ts';
import type { AlertStatus } from '../../src-shared/protocol/alerts.ts';
import { alertEvent } from '../support/alert-event.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const status = (state: AlertStatus['state'], more: Partial<AlertStatus> = {}): AlertStatus => ({
  series: 'memory.usedShare',
  instance: '*',
  state,
  value: 90,
  peak: 90,
  since: 0,
  at: 0,
  rule: alertEvent().rule,
  ...more,
});

function begin(news: () => readonly AlertStatus[] = () => []) {
  const sharing = { status: () => ({ on: false, settable: true }) };
  return createGlance({ host: 'box', clock: createFakeClock(1_000), desk: { news }, sharing });
}

const cpu = (total: number | null) => ({
  cpu: { total, user: null, system: null, iowait: null, steal: null, cores: [] },
});

describe('a glance', () => {
  test('knows nothing before the first sample', () => {
    expect(begin().read()).toEqual({
      host: 'box',
      cpu: null,
      memoryUsedBytes: null,
      memoryTotalBytes: null,
      level: 'ok',
      worst: null,
      sharing: { on: false, settable: true },
    });
  });

  test('keeps a value over samples in which it was not read, and tells when it could not be read', () => {
    const glance = begin();
    glance.see(cpu(41));
    glance.see({ load: { one: 1, five: 1, fifteen: 1 } });
    expect(glance.read().cpu).toBe(41);
    glance.see(cpu(null));
    expect(glance.read().cpu).toBeNull();
  });

  test('tells the worst of what fires, in words', () => {
    const { level, worst } = begin(() => [status('warn', { series: 'load.one' }), status('critical')]).read();
    expect(level).toBe('critical');
    expect(worst).toMatch(/above 95 %/u);
  });

  test('passes over what is snoozed, unknown or calm', () => {
    const others = [status('warn', { snoozedUntil: 2_000 }), status('unknown'), status('ok')];
    expect(begin(() => others).read()).toMatchObject({ level: 'ok', worst: null });
    expect(begin(() => [status('warn', { snoozedUntil: 1_000 })]).read()).toMatchObject({ level: 'warn' });
  });
});
