import { expect, onTestFinished, test } from 'vitest';
import { openAlerting } from '../../../src-main/alerts/alerting.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { messagesArrived, targetAt } from '../../support/started-notifier.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

test('targets hear nothing while notifications are turned off, and of what fires after that', async () => {
  const hook = await startWebhookReceiver();
  const clock = createFakeClock();
  let mayNotify = false;
  const alerting = await openAlerting({
    dataDir: temporaryFolder(),
    clock,
    log: createTestLog(),
    host: 'box',
    everyMs: 1_000,
    mayNotify: () => mayNotify,
    onEvents: () => undefined,
    onRules: () => undefined,
  });
  onTestFinished(() => alerting.close());
  const { desk, targets, notifier } = alerting;
  await targets.set(targetAt(hook.url));
  const rule = { instance: '*', direction: 'above', warn: 4, critical: null, clear: 3 } as const;
  for (const series of ['load.one', 'load.five']) {
    await desk.rules.set({ ...rule, series, forMs: 0, keepMs: 0, enabled: true }, 'Ada');
  }
  const feed = async (one: number, five: number) => {
    for (let n = 0; n < 15; n += 1) {
      clock.advance(1_000);
      desk.sample({ t: clock.wallMs(), values: { load: { one, five, fifteen: null } }, first: false });
    }
    await messagesArrived();
  };
  await feed(1, 1);
  await feed(5, 1);
  mayNotify = true;
  notifier.targetsChanged();
  await feed(5, 5);
  await hook.got(1);
  expect(hook.received.map(({ body }) => body)).toEqual([expect.stringContaining('load.five')]);
  expect(hook.received[0]?.body).not.toContain('load.one');
});
