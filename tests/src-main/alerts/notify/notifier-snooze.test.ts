import { describe, expect, test } from 'vitest';
import { startNotifier, transitions } from '../../../support/started-notifier.ts';

const { warn, critical, worse, over, memory } = transitions;

describe('a target', () => {
  test('hears after a snooze that what it was told is over', async () => {
    const { push, pass, told, now, clock, hook } = await startNotifier();
    push(critical, memory);
    await pass(10_000);
    await hook.got(1);
    const snoozedUntil = clock.wallMs() + 40_000;
    for (const series of ['cpu.total', 'memory.usedShare']) now.set(series, { state: 'ok', snoozedUntil });
    push({ ...over, snoozedUntil }, { ...memory, state: 'ok', from: 'critical', snoozedUntil });
    await pass(10_000);
    now.set('memory.usedShare', { state: 'critical', snoozedUntil });
    push({ ...memory, snoozedUntil });
    for (let step = 0; step < 2; step += 1) await pass(10_000);
    expect(told()).toHaveLength(1);
    await pass(10_000);
    await hook.got(2);
    for (let step = 0; step < 6; step += 1) await pass(10_000);
    expect(told()).toEqual([
      'cpu.total critical, memory.usedShare critical',
      'cpu.total ok, memory.usedShare critical',
    ]);
  });

  test('hears after a snooze also of what somebody acknowledged under it, and of its end', async () => {
    const { push, pass, told, now, clock, hook } = await startNotifier({ repeatMs: 60_000 });
    now.set('cpu.total', { state: 'critical', snoozedUntil: clock.wallMs() + 20_000 });
    push(critical);
    await pass(10_000);
    now.set('cpu.total', { state: 'critical', acknowledgedBy: 'Ada', acknowledgedAt: 1 });
    await pass(10_000);
    await hook.got(1);
    expect(hook.received[0]?.body).toContain('(above 95.0 %), acknowledged by Ada');
    for (let step = 0; step < 12; step += 1) await pass(10_000);
    expect(told()).toEqual(['cpu.total critical']);
    push(over);
    await pass(10_000);
    await hook.got(2);
  });

  test('hears nothing of what is snoozed, also when that happened while the message waited', async () => {
    const { push, pass, told, now, clock } = await startNotifier();
    now.set('cpu.total', { snoozedUntil: clock.wallMs() + 60_000 });
    push(critical);
    await pass(10_000);
    push(over);
    await pass(10_000);
    expect(told()).toEqual([]);
  });

  test('hears after a snooze what started under it and still fires, once', async () => {
    const { push, pass, told, now, clock, hook } = await startNotifier();
    const snoozedUntil = clock.wallMs() + 60_000;
    now.set('cpu.total', { state: 'critical', snoozedUntil });
    now.set('memory.usedShare', { state: 'critical', snoozedUntil });
    push(critical, memory);
    await pass(10_000);
    now.set('memory.usedShare', { state: 'ok', snoozedUntil });
    push({ ...memory, state: 'ok', from: 'critical' });
    for (let step = 0; step < 4; step += 1) await pass(10_000);
    expect(told()).toEqual([]);
    await pass(10_000);
    await hook.got(1);
    for (let step = 0; step < 6; step += 1) await pass(10_000);
    expect(told()).toEqual(['cpu.total critical']);
    push(over);
    await pass(10_000);
    await hook.got(2);
    expect(told()).toEqual(['cpu.total critical', 'cpu.total ok']);
  });

  test('hears after a snooze of what worsened under it, and is reminded of the level that holds', async () => {
    const { push, pass, told, now, clock, hook } = await startNotifier({ repeatMs: 60_000 });
    now.set('cpu.total', { state: 'warn' });
    push(warn);
    await pass(10_000);
    await hook.got(1);
    now.set('cpu.total', { state: 'critical', snoozedUntil: clock.wallMs() + 20_000 });
    push(worse);
    await pass(10_000);
    await pass(10_000);
    await hook.got(2);
    expect(told()).toEqual(['cpu.total warn', 'cpu.total critical']);
    now.set('cpu.total', { state: 'warn' });
    for (let step = 0; step < 6; step += 1) await pass(10_000);
    await hook.got(3);
    expect(told()).toEqual(['cpu.total warn', 'cpu.total critical', 'again: cpu.total warn']);
  });
});
