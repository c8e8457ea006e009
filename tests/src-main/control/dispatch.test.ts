import { describe, expect, test, vi } from 'vitest';
import type { CommandContext, CommandTable } from '../../../src-main/control/command.ts';
import { dispatch } from '../../../src-main/control/dispatch.ts';
import { createFilterSet } from '../../../src-main/control/filter-set.ts';

const context: CommandContext = {
  principal: { role: 'viewer', owner: 'me' },
  viewer: 'v'.repeat(22),
  connection: 'channel 1',
};
const table: CommandTable = new Map([
  ['filter.set', createFilterSet((viewer, owner, filter) => (owner === 'me' ? { viewer, filter } : undefined))],
  ['rule', { role: 'operator', run: () => ({}) }],
  ['broken', { role: 'viewer', run: () => Promise.reject(new Error('secret detail')) }],
]);
const log = { error: vi.fn() };
const send = async (text: string, by = context) => (await dispatch(table, text, by, log)).reply;

describe('a command', () => {
  test('is answered under its own id', async () => {
    const reply = await send('{"id":"c1","type":"filter.set","filter":{"metrics":["cpu"]}}');
    expect(reply).toEqual({
      replyTo: 'c1',
      ok: true,
      result: { viewer: context.viewer, filter: { metrics: ['cpu'] } },
    });
  });

  test.each([
    ['{', null, 'bad_json'],
    ['[]', null, 'invalid_command'],
    ['{"id":"c1"}', null, 'invalid_command'],
    [`{"id":"c1","type":"${'x'.repeat(65)}"}`, null, 'invalid_command'],
    ['{"id":"c1","type":"constructor"}', 'c1', 'unknown_command'],
    ['{"id":"c1","type":"filter.set"}', 'c1', 'invalid_filter'],
    ['{"id":"c1","type":"filter.set","filter":{"metrics":["nope"]}}', 'c1', 'invalid_filter'],
    ['{"id":"c1","type":"filter.set","filter":{"intervalMs":-5}}', 'c1', 'invalid_filter'],
    ['{"id":"c1","type":"filter.set","filter":{"colour":1}}', 'c1', 'invalid_filter'],
    ['{"id":"c1","type":"rule"}', 'c1', 'forbidden'],
  ])('that reads %s is refused', async (text, replyTo, code) => {
    expect(await send(text)).toMatchObject({ replyTo, ok: false, error: { code } });
  });

  test('names the field that is wrong', async () => {
    const reply = await send('{"type":"filter.set","filter":{"intervalMs":99}}');
    expect(JSON.stringify(reply)).toContain(String.raw`\"intervalMs\"`);
  });

  test('needs a viewer of its own session', async () => {
    const text = '{"type":"filter.set","filter":{}}';
    expect(await send(text, { ...context, viewer: undefined })).toMatchObject({ error: { code: 'no_viewer' } });
    const other: CommandContext = { ...context, principal: { role: 'viewer', owner: 'other' } };
    expect(await send(text, other)).toMatchObject({ error: { code: 'no_viewer' } });
  });

  test('that fails inside tells nothing of the inside', async () => {
    const { reply, fault } = await dispatch(table, '{"id":"c1","type":"broken"}', context, log);
    expect(reply).toMatchObject({ replyTo: 'c1', ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(log.error).toHaveBeenCalledOnce();
    expect(fault?.cause).toBeInstanceOf(Error);
  });
});
