import { describe, expect, test } from 'vitest';
import { createBackfill } from '../../../src-renderer/link/backfill.ts';
import type { Polled } from '../../../src-renderer/link/poll-once.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { eventOf, sampleData } from './events-of-a-stream.ts';

function setUp(answers: Record<string, Polled | null>) {
  const clock = createFakeClock();
  const asked: string[] = [];
  const times: number[] = [];
  let caughtUp = 0;
  const backfill = createBackfill({
    clock,
    poll: (after) => {
      asked.push(after);
      return Promise.resolve(answers[after] ?? null);
    },
    onSamples: (samples) => times.push(...samples.map(({ t }) => t)),
    onCaughtUp: () => (caughtUp += 1),
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { clock, asked, times, backfill, answers, settle, timesCaughtUp: () => caughtUp };
}

const batch = (times: readonly number[], last: string, more: boolean): Polled => ({
  events: times.map((t) => eventOf('sample', sampleData(t), `a-${String(t)}`)),
  last,
  more,
});

describe('backfill', () => {
  test('reads batch after batch until there is no more', async () => {
    const { asked, times, backfill, settle, timesCaughtUp } = setUp({
      'a-0': batch([1, 2], 'a-2', true),
      'a-2': batch([], 'a-9', true),
      'a-9': batch([10], 'a-10', false),
    });
    backfill.want('a-0');
    await settle();
    expect(asked).toEqual(['a-0', 'a-2', 'a-9']);
    expect(times).toEqual([1, 2, 10]);
    expect(timesCaughtUp()).toBe(1);
  });

  test('goes on where it broke off, a few times by itself and again when kicked', async () => {
    const { clock, asked, answers, times, backfill, settle, timesCaughtUp } = setUp({ 'a-0': batch([1], 'a-1', true) });
    backfill.want('a-0');
    for (let tries = 0; tries < 5; tries += 1) {
      await settle();
      clock.advance(2_000);
    }
    expect(asked).toEqual(['a-0', 'a-1', 'a-1', 'a-1']);
    expect(timesCaughtUp()).toBe(0);
    answers['a-1'] = batch([2], 'a-2', false);
    backfill.kick();
    await settle();
    expect(times).toEqual([1, 2]);
    expect(timesCaughtUp()).toBe(1);
  });

  test('what breaks off for long is tried ever more rarely, and comes in by itself in the end', async () => {
    const { clock, asked, answers, times, backfill, settle, timesCaughtUp } = setUp({});
    backfill.want('a-0');
    await settle();
    for (let second = 0; second < 600; second += 1) {
      clock.advance(1_000);
      await settle();
    }
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.length).toBeLessThan(18);
    answers['a-0'] = batch([1], 'a-1', false);
    clock.advance(60_000);
    await settle();
    expect(times).toEqual([1]);
    expect(timesCaughtUp()).toBe(1);
  });

  test('two wishes of one server start become the older one', async () => {
    const { asked, backfill, settle } = setUp({ 'a-30': batch([], 'a-99', false), 'a-50': batch([], 'a-99', false) });
    backfill.want('a-30');
    backfill.want('a-50');
    await settle();
    expect(asked).toEqual(['a-30', 'a-30']);
  });

  test('a wish of a new server start replaces that of the old one', async () => {
    const { asked, backfill, settle } = setUp({ 'b-0': batch([], 'b-9', false) });
    backfill.want('a-500');
    backfill.want('b-0');
    await settle();
    expect(asked).toEqual(['a-500', 'b-0']);
  });
});
