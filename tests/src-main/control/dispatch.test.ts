import { describe, expect, test, vi } from 'vitest';
import type { Audit } from '../../../src-main/audit.ts';
import type { CommandContext, CommandTable } from '../../../src-main/control/command.ts';
import { dispatch } from '../../../src-main/control/dispatch.ts';
import { createFilterSet } from '../../../src-main/control/filter-set.ts';
import { principalOf, senderOf } from '../../support/access.ts';

const context = senderOf(principalOf('viewer', 'me'), { viewer: 'v'.repeat(22), connection: 'channel 1' });
const table: CommandTable = new Map([
  ['filter.set', createFilterSet((viewer, owner, filter) => (owner === 'me' ? { viewer, filter } : undefined))],
  ['rule', { role: 'operator', run: () => ({}) }],
  ['change', { role: 'viewer', run: () => ({}) }],
  ['broken', { role: 'viewer', run: () => Promise.reject(new Error('secret detail')) }],
]);
const log = { error: vi.fn(), audit: vi.fn<Audit>() };
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
    const other: CommandContext = { ...context, principal: principalOf('viewer', 'other') };
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

describe('the audit log', () => {
  const audited = async (command: Readonly<Record<string, unknown>>) => {
    log.audit.mockClear();
    await dispatch(table, JSON.stringify(command), { ...context, requestId: 'r1' }, log);
    return log.audit.mock.calls.flat();
  };

  test('has a line for a change, with what it was about and nothing else of the command', async () => {
    const target = { id: 't1', url: 'https://hush.example' };
    const command = { type: 'change', rule: { series: 'cpu.total', instance: '*', warn: 9 }, target, viewer: 'hush' };
    expect(await audited(command)).toEqual([
      {
        what: 'change',
        by: context.principal,
        outcome: 'ok',
        request: 'r1',
        detail: { series: 'cpu.total', instance: '*', targetId: 't1' },
      },
    ]);
  });

  test('has a line for an attempt that was refused, and for one that failed', async () => {
    expect(await audited({ type: 'rule' })).toMatchObject([{ what: 'rule', outcome: 'forbidden' }]);
    expect(await audited({ type: 'broken' })).toMatchObject([{ what: 'broken', outcome: 'internal' }]);
  });

  test('tells of a refused attempt no name that may be a secret in the wrong place', async () => {
    const [line] = await audited({
      type: 'rule',
      series: 'cpu.total',
      instance: 'hush',
      sessionId: 'hush',
      noteId: 'hush',
    });
    expect(line).toMatchObject({ outcome: 'forbidden', detail: { series: 'cpu.total' } });
    expect(JSON.stringify(await audited({ type: 'rule', rule: { series: 'hush' } }))).not.toContain('hush');
  });

  test('has none for what changes nothing', async () => {
    expect(await audited({ type: 'filter.set', filter: {} })).toEqual([]);
    expect(await audited({ type: 'unheard-of' })).toEqual([]);
  });

  test('a failure inside says under which id the log tells of it', async () => {
    const { reply } = await dispatch(table, '{"type":"broken"}', { ...context, requestId: 'r1' }, log);
    expect(JSON.stringify(reply)).toContain('under r1.');
    expect(log.error).toHaveBeenLastCalledWith(expect.objectContaining({ request: 'r1' }), expect.any(String));
  });
});
