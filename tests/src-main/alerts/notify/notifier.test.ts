import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createNotifier } from '../../../../src-main/alerts/notify/notifier.ts';
import type { AlertEvent, AlertStatus } from '../../../../src-shared/protocol/alerts.ts';
import type { NotifyTarget } from '../../../../src-shared/protocol/notify.ts';
import { alertEvent } from '../../../support/alert-event.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createTestLog } from '../../../support/silent-log.ts';
import { startWebhookReceiver, type HookAnswer } from '../../../support/webhook-receiver.ts';

const warn = alertEvent({ state: 'warn' });
const critical = alertEvent();
const worse = alertEvent({ from: 'warn' });
const over = alertEvent({ state: 'ok', from: 'critical' });
const overAfterWarn = alertEvent({ state: 'ok', from: 'warn' });
const lost = alertEvent({ state: 'unknown', from: 'critical', reason: 'no_data' });
const found = alertEvent({ state: 'ok', from: 'unknown' });
const memory = alertEvent({ series: 'memory.usedShare' });

async function start(change: Partial<NotifyTarget> = {}, answer?: (nth: number) => HookAnswer) {
  const hook = await startWebhookReceiver(answer);
  const clock = createFakeClock();
  const log = createTestLog();
  let target: NotifyTarget = {
    id: 'one',
    name: 'One',
    kind: 'json',
    url: hook.url,
    minimum: 'warn',
    enabled: true,
    repeatMs: null,
    allowLocal: true,
    ...change,
  };
  const now = new Map<string, Partial<AlertStatus>>();
  const notifier = createNotifier({
    clock,
    log,
    host: 'box',
    targets: () => [target],
    find: (series, instance) => {
      const known = now.get(series);
      return known === undefined ? null : { ...alertEvent({ series, instance }), ...known };
    },
  });
  onTestFinished(() => {
    notifier.close();
  });
  /** Waits until no message is on its way: each has a connection of its own, which ends with it. */
  const arrive = async () => {
    for (let quiet = 0; quiet < 5; quiet += 1) {
      await nextTurn();
      if (process.getActiveResourcesInfo().some((name) => /^(?:TCPSocketWrap|TCPConnectWrap)$/u.test(name))) quiet = 0;
    }
  };
  return {
    notifier,
    clock,
    hook,
    log,
    target,
    now,
    change: (changed: Partial<NotifyTarget>) => {
      target = { ...target, ...changed };
      notifier.targetsChanged();
    },
    push: (...events: readonly AlertEvent[]) => {
      notifier.push(events);
    },
    pass: async (ms: number) => {
      clock.advance(ms);
      await arrive();
    },
    told: () =>
      hook.received.map(({ body }) => {
        const { alerts, repeated }: { alerts: AlertEvent[]; repeated: boolean } = JSON.parse(body);
        const words = alerts.map(({ series, state }) => `${series} ${state}`).join(', ');
        return repeated ? `again: ${words}` : words;
      }),
  };
}

describe('a target', () => {
  test('gets what fires within 10 s as one message, and each transition once', async () => {
    const { push, pass, told, hook } = await start();
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
    const { push, pass, told, hook } = await start();
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

  test('hears nothing where data is lost and comes back', async () => {
    const { push, pass, told } = await start();
    push(critical);
    await pass(10_000);
    push(lost);
    await pass(10_000);
    push(found);
    await pass(10_000);
    expect(told()).toEqual(['cpu.total critical']);
  });

  test('that wants critical alerts only hears those, and how they ease and end', async () => {
    const { push, pass, told } = await start({ minimum: 'critical' });
    for (const event of [warn, overAfterWarn, warn, worse, { ...warn, from: 'critical' as const }, overAfterWarn]) {
      push(event);
      await pass(10_000);
    }
    expect(told()).toEqual(['cpu.total critical', 'cpu.total warn', 'cpu.total ok']);
  });

  test('that is switched off hears nothing', async () => {
    const { push, pass, told } = await start({ enabled: false });
    push(critical);
    await pass(10_000);
    expect(told()).toEqual([]);
  });

  test('hears nothing of what is snoozed, also when that happened while the message waited', async () => {
    const { push, pass, told, now, clock } = await start();
    now.set('cpu.total', { snoozedUntil: clock.wallMs() + 60_000 });
    push(critical);
    await pass(10_000);
    push(over);
    await pass(10_000);
    expect(told()).toEqual([]);
  });

  test('hears after a snooze what started under it and still fires, once', async () => {
    const { push, pass, told, now, clock, hook } = await start();
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
    const { push, pass, told, now, clock, hook } = await start({ repeatMs: 60_000 });
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

  test('hears the newest of a storm, and of each alert its newest transition', async () => {
    const { push, pass, hook } = await start();
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
    const { push, pass, told, now, change, hook } = await start();
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
    const { push, pass, told, change, hook } = await start();
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
    const { push, pass, told, now } = await start({ repeatMs: 60_000 });
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
    const { push, pass, hook, log } = await start({}, () => ({ status: 503 }));
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
    const { push, pass, hook } = await start({}, (nth) => ({ status: nth === 1 ? 500 : 200 }));
    push(critical);
    await pass(10_000);
    await hook.got(1);
    await pass(2_000);
    await hook.got(2);
    await pass(600_000);
    expect(hook.received).toHaveLength(2);
  });

  test('that refuses is not asked again', async () => {
    const { push, pass, hook } = await start({}, () => ({ status: 404 }));
    push(critical);
    await pass(10_000);
    await hook.got(1);
    await pass(600_000);
    expect(hook.received).toHaveLength(1);
  });

  test('is tested at once, and says how that went', async () => {
    const { notifier, target, hook } = await start({}, (nth) => ({ status: nth === 1 ? 200 : 500 }));
    expect(await notifier.test(target)).toEqual({ delivered: true, status: 200, reason: null });
    expect(await notifier.test(target)).toEqual({ delivered: false, status: 500, reason: 'the service answered 500' });
    expect(await notifier.test({ ...target, allowLocal: false })).toMatchObject({ delivered: false, status: null });
    expect(hook.received).toHaveLength(2);
  });

  test('gets nothing more once the server ends', async () => {
    const { notifier, push, pass, told, clock } = await start();
    push(critical);
    notifier.close();
    push(memory);
    await pass(600_000);
    expect(told()).toEqual([]);
    expect(clock.pending()).toBe(0);
  });
});
