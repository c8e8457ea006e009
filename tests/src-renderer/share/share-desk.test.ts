import { describe, expect, test, vi } from 'vitest';
import type { ShareCalls } from '../../../src-renderer/share/share-calls.ts';
import { createShareDesk } from '../../../src-renderer/share/share-desk.svelte.ts';
import { Fault } from '../../../src-shared/fault.ts';
import type { SessionInfo, Sharing } from '../../../src-shared/protocol/sharing.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { someCode, someSession, someSharing } from './some-sharing.ts';

function setUp(first: Sharing = someSharing(), paired: readonly SessionInfo[] = []) {
  const clock = createFakeClock();
  const calls = {
    sharing: vi.fn<ShareCalls['sharing']>(() => Promise.resolve(first)),
    change: vi.fn<ShareCalls['change']>(),
    pairing: vi.fn<ShareCalls['pairing']>((role) => Promise.resolve(someCode('K7QM4XPD', { role }))),
    sessions: vi.fn<ShareCalls['sessions']>(() => Promise.resolve(paired)),
    refused: vi.fn<ShareCalls['refused']>(() => Promise.resolve({ maxConnections: 2 })),
    rename: vi.fn<ShareCalls['rename']>(() => Promise.resolve({})),
    setRole: vi.fn<ShareCalls['setRole']>(() => Promise.resolve({})),
    revoke: vi.fn<ShareCalls['revoke']>(() => Promise.resolve({})),
    revokeAll: vi.fn<ShareCalls['revokeAll']>(() => Promise.resolve({})),
  };
  const desk = createShareDesk(clock, calls);
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  };
  return { calls, desk, pass };
}

describe('the desk of the share dialog', () => {
  test('asks nothing before somebody looks, then every three seconds, and nothing after', async () => {
    const { calls, desk, pass } = setUp();
    await pass(10_000);
    expect(calls.sharing).not.toHaveBeenCalled();
    desk.look(true);
    await pass(0);
    expect(desk.sharing?.on).toBe(true);
    await pass(3_000);
    expect(calls.sessions).toHaveBeenCalledTimes(2);
    expect(desk.refused).toEqual({ maxConnections: 2 });
    desk.look(false);
    await pass(60_000);
    expect(calls.sessions).toHaveBeenCalledTimes(2);
  });

  test('makes no code while nothing is shared, and one as soon as something is', async () => {
    const { calls, desk, pass } = setUp(someSharing({ on: false, addresses: [] }));
    desk.look(true);
    await pass(0);
    expect(calls.pairing).not.toHaveBeenCalled();
    calls.change.mockResolvedValue(someSharing());
    calls.sharing.mockResolvedValue(someSharing());
    await desk.change({ on: true });
    await pass(0);
    expect(calls.change.mock.calls).toEqual([[{ on: true }]]);
    expect(calls.pairing.mock.calls).toEqual([['viewer']]);
    expect(desk.code.code?.code).toBe('K7QM4XPD');
  });

  test('an answer that was on its way before a change does not undo it on the screen', async () => {
    const { calls, desk, pass } = setUp(someSharing({ on: false }));
    desk.look(true);
    await pass(0);
    let slow: (sharing: Sharing) => void = () => undefined;
    calls.sharing.mockReturnValueOnce(new Promise((resolve) => (slow = resolve)));
    await pass(3_000);
    calls.change.mockResolvedValue(someSharing());
    calls.sharing.mockResolvedValue(someSharing());
    await desk.change({ on: true });
    slow(someSharing({ on: false }));
    await pass(0);
    expect(desk.sharing?.on).toBe(true);
  });

  test('a device that was paired uses the code up: its name is told, and there is another code', async () => {
    const { calls, desk, pass } = setUp(someSharing(), [someSession('old')]);
    desk.look(true);
    await pass(0);
    expect(desk.newcomer).toBeNull();
    expect(calls.pairing).toHaveBeenCalledTimes(1);
    calls.sessions.mockResolvedValue([someSession('new', { name: 'Phone' }), someSession('old')]);
    await pass(3_000);
    expect(desk.newcomer?.name).toBe('Phone');
    expect(calls.pairing).toHaveBeenCalledTimes(2);
    calls.sessions.mockResolvedValue([someSession('new', { name: 'Phone of Ada' })]);
    await pass(3_000);
    expect(desk.newcomer?.name).toBe('Phone of Ada');
    expect(calls.pairing).toHaveBeenCalledTimes(2);
    calls.sessions.mockResolvedValue([]);
    await pass(3_000);
    expect(desk.newcomer).toBeNull();
  });

  test('neither the session of this page nor one by the local link is taken for a use of the code', async () => {
    const { calls, desk, pass } = setUp(someSharing());
    desk.look(true);
    await pass(0);
    calls.sessions.mockResolvedValue([someSession('own', { current: true }), someSession('link', { kind: 'local' })]);
    await pass(3_000);
    expect(desk.newcomer).toBeNull();
    expect(calls.pairing).toHaveBeenCalledTimes(1);
  });

  test('addresses that change make a new code, because the QR holds one of them', async () => {
    const { calls, desk, pass } = setUp();
    desk.look(true);
    await pass(0);
    calls.sharing.mockResolvedValue(someSharing({ addresses: [{ url: 'http://10.0.0.7:4780', via: 'wlan0' }] }));
    await pass(3_000);
    expect(calls.pairing).toHaveBeenCalledTimes(2);
    await pass(3_000);
    expect(calls.pairing).toHaveBeenCalledTimes(2);
  });

  test('what an operator did is seen at once', async () => {
    const { calls, desk, pass } = setUp(someSharing(), [someSession('a')]);
    desk.look(true);
    await pass(0);
    calls.sessions.mockResolvedValue([someSession('a', { role: 'operator' })]);
    await desk.setRole('a', 'operator');
    expect(calls.setRole.mock.calls).toEqual([['a', 'operator']]);
    expect(desk.sessions?.[0]?.role).toBe('operator');
    calls.sessions.mockResolvedValue([]);
    await desk.revoke('a');
    expect(desk.sessions).toEqual([]);
  });

  test('a refused change reaches the one who asked for it, and the list stays', async () => {
    const { calls, desk, pass } = setUp(someSharing(), [someSession('a')]);
    desk.look(true);
    await pass(0);
    calls.revoke.mockRejectedValueOnce(new Fault('not_saved', 'The disk is full.'));
    await expect(desk.revoke('a')).rejects.toThrow('The disk is full.');
    expect(desk.sessions).toHaveLength(1);
  });

  test('a server that is away keeps the last list, says so, and is asked again', async () => {
    const { calls, desk, pass } = setUp(someSharing(), [someSession('a')]);
    desk.look(true);
    await pass(0);
    calls.sessions.mockRejectedValueOnce(new Fault('read_failed', 'The server could not be reached.'));
    await pass(3_000);
    expect(desk.problem?.message).toBe('The server could not be reached.');
    expect(desk.sessions).toHaveLength(1);
    await pass(3_000);
    expect(desk.problem).toBeNull();
  });
});
