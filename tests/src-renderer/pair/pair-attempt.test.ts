import { describe, expect, test, vi } from 'vitest';
import { countdownWords } from '../../../src-renderer/pair/countdown-words.ts';
import { createPairAttempt } from '../../../src-renderer/pair/pair-attempt.svelte.ts';
import { Fault } from '../../../src-shared/fault.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function setUp() {
  const clock = createFakeClock();
  const pair = vi.fn<(code: string, name: string, onWait: (ms: number) => void) => Promise<unknown>>(() =>
    Promise.resolve({}),
  );
  return { clock, pair, attempt: createPairAttempt(clock, pair) };
}

describe('a try to pair', () => {
  test('sends the code with the name as it is kept', async () => {
    const { attempt, pair } = setUp();
    expect(await attempt.send('K7QM4XPD', ' Phone ')).toBe(true);
    expect(pair.mock.calls).toEqual([['K7QM4XPD', 'Phone', expect.any(Function)]]);
    expect(attempt.problem).toBeNull();
  });

  test('with a wrong code says what to do, each time anew, until the person types on', async () => {
    const { attempt, pair } = setUp();
    pair.mockRejectedValue(new Fault('wrong_code', 'no'));
    expect(await attempt.send('K7QM4XPD', '')).toBe(false);
    await attempt.send('K7QM4XPD', '');
    expect(attempt.wrong).toBe(2);
    expect(attempt.problem).toMatchObject({ kind: 'wrong', sentence: expect.stringContaining('Type the one') });
    attempt.typed();
    expect(attempt.problem).toBeNull();
  });

  test('while pairing is locked counts down, sends nothing, and begins again by itself', async () => {
    const { attempt, clock, pair } = setUp();
    pair.mockRejectedValueOnce(new Fault('pairing_locked', 'no'));
    await attempt.send('K7QM4XPD', '');
    expect(attempt.locked).toBe(true);
    expect(attempt.problem?.sentence).toBe('Too many wrong codes were typed. You can try again in 1:00.');
    clock.advance(13_000);
    attempt.typed();
    expect(attempt.problem?.sentence).toContain('0:47');
    expect(await attempt.send('K7QM4XPD', '')).toBe(false);
    expect(pair).toHaveBeenCalledTimes(1);
    clock.advance(47_000);
    expect(attempt.locked).toBe(false);
    expect(attempt.problem).toBeNull();
    expect(await attempt.send('K7QM4XPD', '')).toBe(true);
  });

  test('waits as long as the server says', async () => {
    const { attempt, pair } = setUp();
    pair.mockImplementationOnce((_code, _name, onWait) => {
      onWait(17_000);
      return Promise.reject(new Fault('pairing_locked', 'no'));
    });
    await attempt.send('K7QM4XPD', '');
    expect(attempt.problem?.sentence).toContain('0:17');
  });

  test('without a server asks about the network; any other refusal stands in the words of the server', async () => {
    const { attempt, pair } = setUp();
    pair.mockRejectedValueOnce(new Fault('read_failed', 'x')).mockRejectedValueOnce(new Fault('too_many', 'Wait.'));
    await attempt.send('K7QM4XPD', '');
    expect(attempt.problem).toMatchObject({ kind: 'other', sentence: expect.stringContaining('same network') });
    await attempt.send('K7QM4XPD', '');
    expect(attempt.problem?.sentence).toBe('Wait.');
  });

  test('is one at a time', async () => {
    const { attempt, pair } = setUp();
    const first = attempt.send('K7QM4XPD', '');
    expect(attempt.busy).toBe(true);
    expect(await attempt.send('K7QM4XPD', '')).toBe(false);
    expect(await first).toBe(true);
    expect(pair).toHaveBeenCalledTimes(1);
  });
});

test('a countdown ends at 0:00 and never says 0:00 before', () => {
  expect([299_001, 282_000, 7_000, 1, 0, -5].map(countdownWords)).toEqual([
    '5:00',
    '4:42',
    '0:07',
    '0:01',
    '0:00',
    '0:00',
  ]);
});
