import { describe, expect, test, vi } from 'vitest';
import type { Admission } from '../../../src-renderer/link/fetch-info.ts';
import { createAccess } from '../../../src-renderer/pair/access.svelte.ts';
import type { PairLink } from '../../../src-renderer/pair/pair-link.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const admitted: Admission = { required: false, role: 'operator' };
const refused: Admission = { required: true, role: null };

function setUp(first: Admission | null, parts: { link?: PairLink; isLocal?: boolean } = {}) {
  const clock = createFakeClock();
  const ask = vi.fn<() => Promise<Admission | null>>(() => Promise.resolve(first));
  const unpair = vi.fn<() => Promise<unknown>>(() => Promise.resolve());
  const access = createAccess({ clock, ask, unpair, link: parts.link ?? null, isLocal: parts.isLocal ?? false });
  /** A doubt, with the second look that follows the first. */
  const doubt = async () => {
    const done = access.doubt('lost');
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    clock.advance(1_000);
    await done;
  };
  return { clock, ask, unpair, access, doubt };
}

describe('whether the page may look', () => {
  test('one that is let in begins, and one that is not is asked for a code', async () => {
    const inside = setUp(admitted);
    expect(inside.access.standing).toEqual({ kind: 'asking' });
    await inside.access.begin();
    expect(inside.access.standing).toEqual({ kind: 'in' });
    const outside = setUp(refused);
    await outside.access.begin();
    expect(outside.access.standing).toEqual({ kind: 'out', why: 'new' });
    outside.access.paired();
    expect(outside.access.standing).toEqual({ kind: 'in' });
  });

  test('one that has a session and gets another code is asked, and may stay as it is', async () => {
    const session: Admission = { required: false, role: 'viewer', session: true };
    const link: PairLink = { kind: 'scanned', code: 'ABCDEFGH' };
    const { access } = setUp(session, { link });
    await access.begin();
    expect(access.standing).toEqual({ kind: 'out', why: 'again' });
    // Looking at the page again does not decide for the person.
    await access.lookAgain();
    expect([access.standing, access.link]).toEqual([{ kind: 'out', why: 'again' }, link]);
    access.stay();
    expect([access.standing, access.link]).toEqual([{ kind: 'in' }, null]);
    await access.come(link);
    expect(access.standing).toEqual({ kind: 'out', why: 'again' });
    access.paired();
    expect(access.standing).toEqual({ kind: 'in' });
  });

  test('a code is nothing to a page that needs no session', async () => {
    const { access } = setUp(admitted, { link: { kind: 'scanned', code: 'ABCDEFGH' } });
    await access.begin();
    expect(access.standing).toEqual({ kind: 'in' });
  });

  test('only a session can be given up', async () => {
    const without = setUp({ required: false, role: 'viewer', session: false });
    await without.access.begin();
    expect(without.access.hasSession).toBe(false);
    const { access } = setUp({ required: false, role: 'viewer', session: true });
    await access.begin();
    expect(access.hasSession).toBe(true);
    await access.leave();
    expect(access.hasSession).toBe(false);
    access.paired();
    expect(access.hasSession).toBe(true);
  });

  test('a server that is away, or slow, is left to the dashboard to tell about', async () => {
    const away = setUp(null);
    await away.access.begin();
    expect(away.access.standing).toEqual({ kind: 'in' });

    const slow = setUp(admitted);
    let answer: (admission: Admission) => void = () => undefined;
    slow.ask.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const begun = slow.access.begin();
    slow.clock.advance(999);
    expect(slow.access.standing).toEqual({ kind: 'asking' });
    slow.clock.advance(1);
    expect(slow.access.standing).toEqual({ kind: 'in' });
    answer(refused);
    await begun;
    expect(slow.access.standing).toEqual({ kind: 'out', why: 'new' });
  });

  test('a lost connection is no reason to leave while the server says so or says nothing', async () => {
    const { access, ask, doubt } = setUp(admitted);
    await access.begin();
    await doubt();
    ask.mockResolvedValue(null);
    await doubt();
    expect(access.standing).toEqual({ kind: 'in' });
    ask.mockResolvedValue(refused);
    await doubt();
    expect(access.standing).toEqual({ kind: 'out', why: 'ended' });
  });

  test('a revoked page says that it was removed, also where the network was away at that moment', async () => {
    const { access, ask } = setUp(admitted);
    await access.begin();
    ask.mockResolvedValue(null);
    await access.doubt('revoked');
    expect(access.standing).toEqual({ kind: 'in' });
    ask.mockResolvedValue(refused);
    await access.doubt('lost');
    expect(access.standing).toEqual({ kind: 'out', why: 'removed' });
    access.pairAgain();
    expect(access.standing).toEqual({ kind: 'out', why: 'new' });
  });

  test('what was asked before the revoking does not answer for what is after it', async () => {
    const { access, ask } = setUp(admitted);
    await access.begin();
    let early: (admission: Admission) => void = () => undefined;
    ask.mockReturnValueOnce(new Promise((resolve) => (early = resolve))).mockResolvedValue(refused);
    const lost = access.doubt('lost');
    const revoked = access.doubt('revoked');
    early(admitted);
    await Promise.all([lost, revoked]);
    expect(access.standing).toEqual({ kind: 'out', why: 'removed' });
  });

  test('many refusals at once ask once, and nobody asks on from outside', async () => {
    const { access, ask, doubt } = setUp(admitted);
    await access.begin();
    ask.mockClear().mockResolvedValue(refused);
    await Promise.all([access.doubt('lost'), access.doubt('lost'), doubt()]);
    expect(ask).toHaveBeenCalledTimes(2);
    await access.doubt('lost');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test('a session that comes a moment after the refusal, as when another tab turned sharing on, is waited for', async () => {
    const { access, ask, doubt } = setUp(admitted);
    await access.begin();
    ask.mockResolvedValueOnce(refused);
    await doubt();
    expect(access.standing).toEqual({ kind: 'in' });
  });

  test('nothing is doubted while this page itself changes who needs a session', async () => {
    const { access, ask, doubt } = setUp(admitted);
    await access.begin();
    ask.mockClear().mockResolvedValue(refused);
    let done: (result: string) => void = () => undefined;
    const change = access.during(new Promise<string>((resolve) => (done = resolve)));
    const doubted = doubt();
    await Promise.resolve();
    expect(ask).not.toHaveBeenCalled();
    ask.mockResolvedValue(admitted);
    done('on');
    expect(await change).toBe('on');
    await doubted;
    expect(access.standing).toEqual({ kind: 'in' });
    await expect(access.during(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  test('one that was let in by another tab goes on', async () => {
    const { access, ask } = setUp(refused);
    await access.begin();
    await access.lookAgain();
    expect(access.standing).toEqual({ kind: 'out', why: 'new' });
    ask.mockResolvedValue({ required: false, role: 'viewer' });
    await access.lookAgain();
    expect(access.standing).toEqual({ kind: 'in' });
  });

  test('who leaves is not told that somebody removed them, and stays where the server refuses', async () => {
    const { access, ask, unpair } = setUp(admitted);
    await access.begin();
    unpair.mockRejectedValueOnce(new Error('away'));
    await expect(access.leave()).rejects.toThrow('away');
    expect(access.standing).toEqual({ kind: 'in' });
    ask.mockResolvedValue(refused);
    unpair.mockImplementationOnce(() => access.doubt('revoked'));
    await access.leave();
    expect(access.standing).toEqual({ kind: 'out', why: 'left' });
  });

  test('the link of the terminal lifts a viewer to an operator on the machine itself, and nowhere else', async () => {
    const link: PairLink = { kind: 'local', code: 'x'.repeat(40) };
    const viewer: Admission = { required: false, role: 'viewer' };
    const at = async (admission: Admission, isLocal: boolean) => {
      const { access } = setUp(admission, { link, isLocal });
      await access.begin();
      return access.standing.kind;
    };
    expect(await at(viewer, true)).toBe('out');
    expect(await at(viewer, false)).toBe('in');
    expect(await at(admitted, true)).toBe('in');
  });

  test('a link that is opened in the page itself counts as one that it was opened by', async () => {
    const { access } = setUp({ required: false, role: 'viewer' }, { isLocal: true });
    await access.begin();
    await access.come({ kind: 'scanned', code: 'K7QM4XPD' });
    expect(access.standing).toEqual({ kind: 'in' });
    const link: PairLink = { kind: 'local', code: 'x'.repeat(40) };
    await access.come(link);
    expect(access.standing).toEqual({ kind: 'out', why: 'new' });
    expect(access.link).toEqual(link);
  });

  test('a code is kept until the page is in', async () => {
    const link: PairLink = { kind: 'scanned', code: 'K7QM4XPD' };
    const { access } = setUp(refused, { link });
    await access.begin();
    expect(access.link).toEqual(link);
    access.paired();
    expect(access.link).toBeNull();
  });
});
