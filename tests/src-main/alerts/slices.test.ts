import { describe, expect, test } from 'vitest';
import { createSlices } from '../../../src-main/alerts/slices.ts';

/** Work of so many steps, each of which takes 5 ms on the clock of the test. */
function make() {
  let now = 0;
  const order: string[] = [];
  const slices = createSlices(() => now);
  function* work(name: string, steps: number): Generator<undefined, string> {
    for (let n = 0; n < steps; n += 1) {
      now += 5;
      order.push(name);
      yield;
    }
    return name;
  }
  return { slices, work, order };
}

describe('work in slices', () => {
  test('lets the event loop go between two of them', async () => {
    const { slices, work, order } = make();
    const turns: number[] = [];
    const note = () => {
      turns.push(order.length);
      if (order.length < 20) setImmediate(note);
    };
    setImmediate(note);
    expect(await slices.run(work('a', 20))).toBe('a');
    expect(turns).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  });

  test('takes turns with other work, a slice each', async () => {
    const { slices, work, order } = make();
    await Promise.all([slices.run(work('a', 4)), slices.run(work('b', 4))]);
    expect(order.join('')).toBe('aabbaabb');
  });

  test('ends with what it throws, and the next goes on', async () => {
    const { slices, work } = make();
    const broken = function* (): Generator<undefined, never> {
      yield;
      throw new Error('broken');
    };
    const [first, second] = await Promise.allSettled([slices.run(broken()), slices.run(work('b', 3))]);
    expect(first).toMatchObject({ status: 'rejected', reason: { message: 'broken' } });
    expect(second).toEqual({ status: 'fulfilled', value: 'b' });
  });

  test('takes no further step once it is not wanted any more', async () => {
    const { slices, work, order } = make();
    const controller = new AbortController();
    const reason = new Error('not wanted');
    const done = slices.run(work('a', 100), controller.signal);
    controller.abort(reason);
    await expect(done).rejects.toBe(reason);
    expect(order).toEqual([]);
  });
});
