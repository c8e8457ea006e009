import { describe, expect, test } from 'vitest';
import { openTargets } from '../../../src-main/alerts/notify/targets.ts';
import { dispatch } from '../../../src-main/control/dispatch.ts';
import { createNotifyCommands } from '../../../src-main/control/notify-commands.ts';
import { principalOf, senderOf } from '../../support/access.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const target = {
  id: 'here',
  name: 'Here',
  kind: 'json',
  url: 'http://127.0.0.1:8080/hook-secret',
  minimum: 'warn',
  enabled: true,
  repeatMs: null,
  allowLocal: true,
};
const elsewhere = { ...target, url: 'https://example.org/hook-secret', allowLocal: false };

async function make() {
  const log = createTestLog();
  const targets = await openTargets({ dataDir: temporaryFolder(), log, clock: createFakeClock() });
  const delivered = { delivered: true, status: 200, reason: null };
  const table = new Map(createNotifyCommands(targets, { test: () => Promise.resolve(delivered) }));
  const send = async (owner: string, type: string, fields: object) => {
    const { reply } = await dispatch(
      table,
      JSON.stringify({ type, ...fields }),
      senderOf(principalOf('operator', owner)),
      log,
    );
    return reply.ok ? 'ok' : reply.error.code;
  };
  return { send, targets };
}

describe('an operator on the network', () => {
  test.each(['notify.set', 'notify.test'])('may not open this machine to a webhook by %s', async (type) => {
    const { send, targets } = await make();
    expect(await send('session 1', type, { target })).toBe('forbidden');
    expect(await send('session 1', type, { target: elsewhere })).toBe('ok');
    expect(await send('session 1', type, { target: { ...elsewhere, allowLocal: true } })).toBe('forbidden');
    expect(targets.all().filter(({ allowLocal }) => allowLocal)).toEqual([]);
  });

  test('may change what else the owner chose for such a webhook, and nothing of where it leads', async () => {
    const { send, targets } = await make();
    await send('window', 'notify.set', { target });
    expect(await send('session 1', 'notify.set', { target: { ...target, url: undefined, name: 'Other' } })).toBe('ok');
    expect(await send('session 1', 'notify.set', { target: { ...target, url: 'http://127.0.0.1:9/' } })).toBe(
      'forbidden',
    );
    expect(targets.all()).toEqual([{ ...target, name: 'Other' }]);
  });
});

test.each(['window', 'loopback'])('whoever sits at the machine may: %s', async (owner) => {
  const { send, targets } = await make();
  expect(await send(owner, 'notify.set', { target })).toBe('ok');
  expect(await send(owner, 'notify.test', { target })).toBe('ok');
  expect(targets.all()).toEqual([target]);
});
