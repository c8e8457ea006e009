import { describe, expect, test } from 'vitest';
import type { AlertEvent } from '../../../../src-shared/protocol/alerts.ts';
import { alertEvent } from '../../../support/alert-event.ts';
import { startNotifier, transitions } from '../../../support/started-notifier.ts';

const { warn, critical, worse, over, overAfterWarn, lost, found, memory } = transitions;

describe('a target', () => {
  test('gets what fires within 10 s as one message, and each transition once', async () => {
    const { push, pass, told, hook } = await startNotifier();
    push(critical);
    await pass(6_000);
    push(memory);
    await pass(3_999);
    expect(told()).toEqual([]);
    await pass(1);
    await hook.got(1);
    await pass(60_000);
    expect(told()).toEqual(['cpu.total critical, memory.usedShare critical']);
  });

  test('hears of the end of what it was told, and of nothing else', async () => {
    const { push, pass, told, hook } = await startNotifier();
    push(over);
    await pass(10_000);
    push(critical);
    await pass(10_000);
    await hook.got(1);
    push(over);
    await pass(10_000);
    await hook.got(2);
    expect(told()).toEqual(['cpu.total critical', 'cpu.total ok']);
  });

  test('hears nothing where data is lost, and of the end of what it was told when data comes back', async () => {
    const { push, pass, told, hook } = await startNotifier();
    push(found);
    await pass(10_000);
    push(critical);
    await pass(10_000);
    await hook.got(1);
    push(lost);
    await pass(10_000);
    expect(told()).toEqual(['cpu.total critical']);
    push(found);
    await pass(10_000);
    await hook.got(2);
    push(lost);
    await pass(10_000);
    push(found);
    await pass(10_000);
    expect(told()).toEqual(['cpu.total critical', 'cpu.total ok']);
  });

  test('hears that what it was told is no longer watched', async () => {
    const { push, pass, told, hook } = await startNotifier();
    push(critical);
    await pass(10_000);
    await hook.got(1);
    push({ ...over, reason: 'rule' });
    await pass(10_000);
    await hook.got(2);
    expect(told()).toEqual(['cpu.total critical', 'cpu.total ok']);
    expect(hook.received[1]?.body).toContain('is no longer watched');
  });

  test('is not told of the end of an alert that was forgotten', async () => {
    const { push, pass, told, hook } = await startNotifier();
    push(critical);
    await pass(10_000);
    await hook.got(1);
    push(lost);
    await pass(10_000);
    push(alertEvent({ state: 'ok', from: 'ok', reason: 'rule', update: 'forgotten' }));
    push(found);
    await pass(10_000);
    expect(told()).toEqual(['cpu.total critical']);
  });

  test('that wants critical alerts only hears those, and how they ease and end', async () => {
    const { push, pass, told } = await startNotifier({ minimum: 'critical' });
    for (const event of [warn, overAfterWarn, warn, worse, { ...warn, from: 'critical' as const }, overAfterWarn]) {
      push(event);
      await pass(10_000);
    }
    expect(told()).toEqual(['cpu.total critical', 'cpu.total warn', 'cpu.total ok']);
  });

  test('that is switched off hears nothing', async () => {
    const { push, pass, told } = await startNotifier({ enabled: false });
    push(critical);
    await pass(10_000);
    expect(told()).toEqual([]);
  });

  test('hears the newest of a storm, and of each alert its newest transition', async () => {
    const { push, pass, hook } = await startNotifier();
    push(...Array.from({ length: 250 }, (_, nth) => alertEvent({ state: 'warn', instance: String(nth) })));
    push(alertEvent({ from: 'warn', instance: '100' }));
    await pass(10_000);
    await hook.got(1);
    const { alerts }: { alerts: AlertEvent[] } = JSON.parse(hook.received[0]?.body ?? '');
    expect(alerts).toHaveLength(200);
    expect(alerts.filter(({ instance }) => instance === '100')).toMatchObject([{ state: 'critical' }]);
    expect(alerts.map(({ instance }) => instance)).toContain('249');
  });

  test('is reminded where that is asked for while it fires', async () => {
    const { push, pass, told, now, change, hook } = await startNotifier();
    now.set('cpu.total', { state: 'critical' });
    push(critical);
    await pass(10_000);
    await hook.got(1);
    await pass(60_000);
    change({ repeatMs: 60_000 });
    await pass(10_000);
    await hook.got(2);
    expect(told()).toEqual(['cpu.total critical', 'again: cpu.total critical']);
  });

  test('that was switched off for a while no longer knows what it was told', async () => {
    const { push, pass, told, change, hook } = await startNotifier();
    push(critical);
    await pass(10_000);
    await hook.got(1);
    change({ enabled: false });
    change({ enabled: true });
    push(over);
    await pass(10_000);
    expect(told()).toEqual(['cpu.total critical']);
  });

  test('is reminded while it still fires and nobody has acknowledged it', async () => {
    const { push, pass, told, now } = await startNotifier({ repeatMs: 60_000 });
    now.set('cpu.total', { state: 'critical' });
    push(critical);
    await pass(10_000);
    await pass(59_999);
    expect(told()).toEqual(['cpu.total critical']);
    await pass(10_001);
    await pass(50_000);
    await pass(10_000);
    expect(told()).toEqual(['cpu.total critical', 'again: cpu.total critical', 'again: cpu.total critical']);
    now.set('cpu.total', { state: 'critical', acknowledgedAt: 1 });
    await pass(300_000);
    expect(told()).toHaveLength(3);
    now.set('cpu.total', { state: 'ok' });
    await pass(300_000);
    expect(told()).toHaveLength(3);
  });

  test('that fails is tried three times more, ever later, and the log does not name its address', async () => {
    const { push, pass, hook, log } = await startNotifier({}, () => ({ status: 503 }));
    push(critical);
    await pass(10_000);
    await hook.got(1);
    await pass(1_999);
    expect(hook.received).toHaveLength(1);
    for (const [tries, waitMs] of [
      [2, 1],
      [3, 10_000],
      [4, 60_000],
    ] as const) {
      await pass(waitMs);
      await hook.got(tries);
    }
    await pass(600_000);
    expect(hook.received).toHaveLength(4);
    expect(log.text()).toContain('"target":"one","reason":"the service answered 503"');
    expect(log.text()).not.toContain('secret');
  });

  test('that comes back gets the message once', async () => {
    const { push, pass, hook } = await startNotifier({}, (nth) => ({ status: nth === 1 ? 500 : 200 }));
    push(critical);
    await pass(10_000);
    await hook.got(1);
    await pass(2_000);
    await hook.got(2);
    await pass(600_000);
    expect(hook.received).toHaveLength(2);
  });

  test('that refuses is not asked again', async () => {
    const { push, pass, hook } = await startNotifier({}, () => ({ status: 404 }));
    push(critical);
    await pass(10_000);
    await hook.got(1);
    await pass(600_000);
    expect(hook.received).toHaveLength(1);
  });

  test('is tested at once, and says how that went', async () => {
    const { notifier, target, hook } = await startNotifier({}, (nth) => ({ status: nth === 1 ? 200 : 500 }));
    expect(await notifier.test(target)).toEqual({ delivered: true, status: 200, reason: null });
    expect(await notifier.test(target)).toEqual({ delivered: false, status: 500, reason: 'the service answered 500' });
    expect(await notifier.test({ ...target, allowLocal: false })).toMatchObject({ delivered: false, status: null });
    expect(hook.received).toHaveLength(2);
  });

  test('gets nothing more once the server ends', async () => {
    const { notifier, push, pass, told, clock } = await startNotifier();
    push(critical);
    notifier.close();
    push(memory);
    await pass(600_000);
    expect(told()).toEqual([]);
    expect(clock.pending()).toBe(0);
  });
});
