import { describe, expect, test, vi } from 'vitest';
import { createCodeSupply } from '../../../src-renderer/share/code-supply.svelte.ts';
import { Fault } from '../../../src-shared/fault.ts';
import type { Role } from '../../../src-shared/protocol/events.ts';
import type { Pairing } from '../../../src-shared/protocol/sharing.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { someCode } from './some-sharing.ts';

function setUp() {
  const clock = createFakeClock();
  let count = 0;
  const make = vi.fn<(role: Role) => Promise<Pairing>>((role) => {
    count += 1;
    return Promise.resolve(someCode(`CODE000${String(count)}`, { role }));
  });
  const supply = createCodeSupply(clock, make);
  /** Lets time pass, and answers come in. */
  const pass = async (ms: number) => {
    clock.advance(ms);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { clock, make, supply, pass };
}

describe('the code on the screen', () => {
  test('is asked for once somebody looks, and counts down once a second', async () => {
    const { make, supply, pass } = setUp();
    await pass(10_000);
    expect(make).not.toHaveBeenCalled();
    supply.look(true);
    await pass(0);
    expect(supply.code?.code).toBe('CODE0001');
    expect([supply.leftMs, supply.share]).toEqual([300_000, 1]);
    await pass(75_000);
    expect([supply.leftMs, supply.share]).toEqual([225_000, 0.75]);
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('is replaced when its time is over', async () => {
    const { make, supply, pass } = setUp();
    supply.look(true);
    await pass(0);
    await pass(299_000);
    expect(supply.code?.code).toBe('CODE0001');
    await pass(1_000);
    expect(supply.code?.code).toBe('CODE0002');
    expect(supply.leftMs).toBe(300_000);
    expect(make).toHaveBeenCalledTimes(2);
  });

  test('is not replaced while nobody looks, and is at once when somebody looks again', async () => {
    const { make, supply, pass } = setUp();
    supply.look(true);
    await pass(0);
    supply.look(false);
    await pass(900_000);
    expect(make).toHaveBeenCalledTimes(1);
    supply.look(true);
    await pass(0);
    expect(supply.code?.code).toBe('CODE0002');
  });

  test('that is still good is kept over a glance elsewhere', async () => {
    const { make, supply, pass } = setUp();
    supply.look(true);
    await pass(0);
    supply.look(false);
    await pass(60_000);
    supply.look(true);
    expect(supply.leftMs).toBe(240_000);
    await pass(0);
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('is made anew for another role, and a slow answer for the role before is not taken', async () => {
    const { make, supply, pass } = setUp();
    supply.look(true);
    await pass(0);
    let slow: (code: Pairing) => void = () => undefined;
    make.mockReturnValueOnce(new Promise((resolve) => (slow = resolve)));
    supply.choose('operator');
    expect(supply.busy).toBe(true);
    supply.choose('viewer');
    await pass(0);
    slow(someCode('TOO0LATE', { role: 'operator' }));
    await pass(0);
    expect(make.mock.calls.map(([role]) => role)).toEqual(['viewer', 'operator', 'viewer']);
    expect(supply.code).toMatchObject({ code: 'CODE0002', role: 'viewer' });
    expect(supply.busy).toBe(false);
  });

  test('the role that is chosen already makes no new code', async () => {
    const { make, supply, pass } = setUp();
    supply.look(true);
    await pass(0);
    supply.choose('viewer');
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('that cannot be had says why, and is asked for again', async () => {
    const { make, supply, pass } = setUp();
    make.mockRejectedValueOnce(new Fault('too_many', 'Eight codes wait.'));
    supply.look(true);
    await pass(0);
    expect(supply.code).toBeNull();
    expect(supply.problem?.message).toBe('Eight codes wait.');
    await pass(4_999);
    expect(make).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(supply.problem).toBeNull();
    expect(supply.code?.code).toBe('CODE0001');
  });

  test('a laptop that slept over the end of a code gets a new one when it wakes', async () => {
    const { clock, supply, pass } = setUp();
    supply.look(true);
    await pass(0);
    clock.stall(3_600_000);
    await pass(1);
    expect(supply.code?.code).toBe('CODE0002');
  });
});
