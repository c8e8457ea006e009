import { expect, test, vi } from 'vitest';
import { createShareChange } from '../../../src-renderer/share/share-change.svelte.ts';
import { Fault } from '../../../src-shared/fault.ts';
import type { SharingChange } from '../../../src-shared/protocol/sharing.ts';
import { someSharing } from './some-sharing.ts';

function setUp(isLocal: boolean, on: boolean) {
  const send = vi.fn<(change: SharingChange) => Promise<void>>(() => Promise.resolve());
  return { send, change: createShareChange(isLocal, () => someSharing({ on }), send) };
}

test('at the machine itself a switch does what it says', () => {
  const { send, change } = setUp(true, true);
  change.want({ on: false });
  expect(send.mock.calls).toEqual([[{ on: false }]]);
  expect(change.question).toBeNull();
});

test('a page that came over the network is asked before it cuts itself off', async () => {
  const { send, change } = setUp(false, true);
  change.want({ on: false });
  expect(send).not.toHaveBeenCalled();
  expect(change.question).toContain('closes it, too');
  change.dismiss();
  expect(change.question).toBeNull();
  change.want({ tls: true });
  expect(change.question).toContain('https');
  await change.confirm();
  expect(send.mock.calls).toEqual([[{ tls: true }]]);
});

test('a refusal is kept for the reader', async () => {
  const { send, change } = setUp(true, false);
  send.mockRejectedValueOnce(new Fault('invalid_request', 'Port 4780 is in use.'));
  change.want({ on: true });
  await vi.waitFor(() => {
    expect(change.problem?.message).toBe('Port 4780 is in use.');
  });
  expect(change.busy).toBe(false);
});
