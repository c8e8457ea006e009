import { describe, expect, test } from 'vitest';
import { alertEvent } from '../../../support/alert-event.ts';
import { at, startNotifier, transitions } from '../../../support/started-notifier.ts';

const { warn, critical, over, overAfterWarn, lost, found } = transitions;

describe('a target', () => {
  test('hears of what began and ended before the message went out, in one line', async () => {
    const { push, pass, told, hook } = await startNotifier();
    push(alertEvent({ state: 'warn', at: at(0) }));
    push(alertEvent({ from: 'warn', at: at(1_000) }));
    await pass(5_000);
    push({ ...over, at: at(5_000), value: 12 });
    await pass(5_000);
    await hook.got(1);
    await pass(60_000);
    expect(told()).toEqual(['cpu.total ok']);
    expect(hook.received[0]?.body).toContain(
      'CPU average of all cores was critical for 4 s, is ok again: 12.0 %, peak 98.5 %',
    );
  });

  test('hears of what flapped before the message went out how long it was on in all', async () => {
    const { push, pass, hook } = await startNotifier();
    push(alertEvent({ at: at(0) }), { ...over, at: at(2_000) }, alertEvent({ at: at(5_000) }), {
      ...over,
      at: at(8_000),
    });
    await pass(10_000);
    await hook.got(1);
    expect(hook.received[0]?.body).toContain('was critical for 5 s, is ok again');
  });

  test('hears of what fired and lost its data before the message went out, and of its end', async () => {
    const { push, pass, told, hook } = await startNotifier();
    push(alertEvent({ at: at(0) }), { ...lost, at: at(3_000) });
    await pass(10_000);
    await hook.got(1);
    expect(hook.received[0]?.body).toContain('was critical for 3 s, has no data now');
    push(found);
    await pass(10_000);
    await hook.got(2);
    expect(told()).toEqual(['cpu.total unknown', 'cpu.total ok']);
  });

  test('hears of a level that eased before the message went out what it was', async () => {
    const { push, pass, hook } = await startNotifier({ minimum: 'critical' });
    push(alertEvent({ at: at(0) }), { ...warn, from: 'critical', at: at(6_000) });
    await pass(10_000);
    await hook.got(1);
    expect(hook.received[0]?.body).toContain('was critical for 6 s, is at warning level');
  });

  test('hears nothing of what began and ended at once below its level, or while somebody tuned the rule', async () => {
    const { push, pass, told } = await startNotifier({ minimum: 'critical' });
    push(warn, overAfterWarn);
    await pass(10_000);
    push(critical, { ...over, reason: 'rule' });
    await pass(10_000);
    expect(told()).toEqual([]);
  });
});
