import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { createNotifier } from '../../src-main/alerts/notify/notifier.ts';
import type { AlertEvent, AlertStatus } from '../../src-shared/protocol/alerts.ts';
import type { NotifyTarget } from '../../src-shared/protocol/notify.ts';
import { alertEvent } from './alert-event.ts';
import { createFakeClock } from './fake-clock.ts';
import { createTestLog } from './silent-log.ts';
import { startWebhookReceiver, type HookAnswer } from './webhook-receiver.ts';

/** The moment of the first transition, and so many ms later. */
export const at = (ms: number) => 1_700_000_000_000 + ms;

/** Transitions of the CPU as a notifier meets them, and one of the memory. */
export const transitions = {
  warn: alertEvent({ state: 'warn' }),
  critical: alertEvent(),
  worse: alertEvent({ from: 'warn' }),
  over: alertEvent({ state: 'ok', from: 'critical' }),
  overAfterWarn: alertEvent({ state: 'ok', from: 'warn' }),
  lost: alertEvent({ state: 'unknown', from: 'critical', reason: 'no_data' }),
  found: alertEvent({ state: 'ok', from: 'unknown' }),
  memory: alertEvent({ series: 'memory.usedShare' }),
};

/** Waits until no message is on its way: each has a connection of its own, which ends with it. */
export async function messagesArrived(): Promise<void> {
  for (let quiet = 0; quiet < 5; quiet += 1) {
    await nextTurn();
    if (process.getActiveResourcesInfo().some((name) => /^(?:TCPSocketWrap|TCPConnectWrap)$/u.test(name))) quiet = 0;
  }
}

/** A target that a test's own server stands for. */
export function targetAt(url: string): NotifyTarget {
  return {
    id: 'one',
    name: 'One',
    kind: 'json',
    url,
    minimum: 'warn',
    enabled: true,
    repeatMs: null,
    allowLocal: true,
  };
}

/** A notifier with one target that is a real server, and a clock that the test moves. */
export async function startNotifier(change: Partial<NotifyTarget> = {}, answer?: (nth: number) => HookAnswer) {
  const hook = await startWebhookReceiver(answer);
  const clock = createFakeClock();
  const log = createTestLog();
  let target: NotifyTarget = { ...targetAt(hook.url), ...change };
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
      await messagesArrived();
    },
    told: () =>
      hook.received.map(({ body }) => {
        const { alerts, repeated }: { alerts: AlertEvent[]; repeated: boolean } = JSON.parse(body);
        const words = alerts.map(({ series, state }) => `${series} ${state}`).join(', ');
        return repeated ? `again: ${words}` : words;
      }),
  };
}
