import { describe, expect, test } from 'vitest';
import { createNoticeQueue, type DesktopNotice } from '../../../src-main/desktop/notice-queue.ts';
import type { AlertEvent } from '../../../src-shared/protocol/alerts.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const startMs = 1_700_000_000_000;

function alert(changed: Partial<AlertEvent>): AlertEvent {
  const { series = 'cpu.total', at = startMs } = changed;
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
    rule: {
      series,
      instance: '*',
      direction: 'above',
      warn: 75,
      critical: 90,
      clear: 65,
      forMs: 30_000,
      keepMs: 30_000,
      enabled: true,
    },
    reason: 'level',
    ...changed,
  };
}

function open() {
  const clock = createFakeClock(startMs);
  const shown: DesktopNotice[] = [];
  const queue = createNoticeQueue(clock, (notice) => shown.push(notice));
  return { clock, queue, shown, titles: () => shown.map(({ title }) => title) };
}

describe('notifications of the desktop', () => {
  test('say what fires, and how it ended', () => {
    const { clock, queue, shown } = open();
    queue.push([alert({})]);
    clock.advance(1_000);
    const at = startMs + 375_000;
    queue.push([alert({ state: 'ok', from: 'warn', value: 12.3, at })]);
    clock.advance(10_000);
    expect(shown).toMatchObject([
      { level: 'warn', title: 'Warn: CPU average 79.5 % on workshop', body: 'Above 75 % for 30 s.' },
      { level: 'ok', title: 'Ok again: CPU average 12.3 % on workshop' },
    ]);
    expect(shown[1]?.body).toMatch(/^Below 65 % since .*\d\d:\d\d.*\. The warning lasted 6 min 15 s\.$/u);
  });

  test('tell together what comes within ten seconds', () => {
    const { clock, queue, shown, titles } = open();
    queue.push([alert({}), alert({ series: 'memory.usedShare', state: 'critical', value: 96 })]);
    clock.advance(1_000);
    queue.push([alert({ series: 'cpu.steal' })]);
    clock.advance(3_000);
    queue.push([alert({ series: 'self.cpu' }), alert({ series: 'pressure.cpu' })]);
    clock.advance(7_000);
    expect(titles()).toEqual(['Critical: 2 alerts on workshop', 'Warn: 3 alerts on workshop']);
    expect(shown[0]?.body).toBe('Warn: CPU average 79.5 %\nCritical: Memory used 96.0 %');
    expect(shown[0]?.alerts).toEqual([
      { series: 'cpu.total', instance: '*' },
      { series: 'memory.usedShare', instance: '*' },
    ]);
    queue.push([alert({ series: 'pressure.io' })]);
    clock.advance(20_000);
    expect(titles()).toHaveLength(3);
  });

  test('keep silent about what was over before anybody heard of it', () => {
    const { clock, queue, titles } = open();
    queue.push([alert({})]);
    queue.push([alert({ state: 'ok', from: 'warn' })]);
    clock.advance(60_000);
    expect(titles()).toEqual([]);
  });

  test('keep silent about what is snoozed, also where the snooze comes in between', () => {
    const { clock, queue, titles } = open();
    const snoozedUntil = startMs + 3_600_000;
    queue.push([alert({ snoozedUntil })]);
    clock.advance(60_000);
    queue.push([alert({ state: 'ok', from: 'warn' })]);
    queue.push([alert({ series: 'memory.usedShare' })]);
    queue.push([alert({ series: 'memory.usedShare', from: 'warn', update: 'snoozed', snoozedUntil })]);
    clock.advance(60_000);
    expect(titles()).toEqual([]);
  });

  test('an alert whose last end was never heard of lasts from its new beginning', () => {
    const { clock, queue, shown } = open();
    queue.push([alert({})]);
    clock.advance(1_000);
    queue.push([alert({ at: startMs + 3_600_000 })]);
    clock.advance(10_000);
    queue.push([alert({ state: 'ok', from: 'warn', at: startMs + 3_660_000 })]);
    clock.advance(10_000);
    expect(shown.at(-1)?.body).toContain('The warning lasted 1 min.');
  });

  test('an acknowledgement is no news', () => {
    const { clock, queue, titles } = open();
    queue.push([alert({ from: 'warn', update: 'acknowledged', acknowledgedAt: startMs })]);
    clock.advance(60_000);
    expect(titles()).toEqual([]);
  });

  test('silence is no recovery', () => {
    const { clock, queue, titles } = open();
    queue.push([alert({})]);
    clock.advance(1_000);
    queue.push([alert({ state: 'unknown', from: 'warn', reason: 'no_data' })]);
    clock.advance(10_000);
    queue.push([alert({ state: 'ok', from: 'unknown' })]);
    clock.advance(10_000);
    expect(titles()).toEqual(['Warn: CPU average 79.5 % on workshop', 'No data: CPU average on workshop']);
  });

  test('tell nothing of what began during a pause, and the end of what was told before it', () => {
    const clock = createFakeClock(startMs);
    const shown: DesktopNotice[] = [];
    let quiet = false;
    const queue = createNoticeQueue(
      clock,
      (notice) => shown.push(notice),
      () => quiet,
    );
    queue.push([alert({})]);
    clock.advance(1_000);
    quiet = true;
    queue.push([alert({ series: 'memory.usedShare', value: 96 })]);
    clock.advance(20_000);
    // Too late to be told in time, and still not told after it.
    queue.push([alert({ series: 'load.one', value: 9 })]);
    quiet = false;
    clock.advance(20_000);
    queue.push([alert({ series: 'memory.usedShare', state: 'ok', from: 'warn', value: 12, at: startMs + 21_000 })]);
    queue.push([alert({ state: 'ok', from: 'warn', value: 12.3, at: startMs + 21_000 })]);
    clock.advance(20_000);
    expect(shown.map(({ title }) => title)).toEqual([
      'Warn: CPU average 79.5 % on workshop',
      'Ok again: CPU average 12.3 % on workshop',
    ]);
  });
});
