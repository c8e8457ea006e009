import { describe, expect, test } from 'vitest';
import { graceMs, pauseIntervals, pausesHeld, watchHeldBack } from '../../../src-renderer/link/held-back.ts';
import type { Incoming } from '../../../src-renderer/link/incoming.ts';
import type { Polled } from '../../../src-renderer/link/poll-once.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { eventOf, helloData } from './events-of-a-stream.ts';
import { createFakeTransport } from './fake-transport.ts';

const intervalMs = 1_000;
const pauseMs = intervalMs * pauseIntervals;

const sample = (seq: number): Incoming => ({
  event: 'sample',
  id: `a-${String(seq)}`,
  data: { t: seq * intervalMs, values: new Map() },
});
const answer = (...events: readonly Incoming[]): Polled => ({ events, last: 'a-9', more: false });

function setUp(wantedMs?: number) {
  const clock = createFakeClock();
  const stream = createFakeTransport();
  const told: string[] = [];
  const answers: (Polled | null)[] = [];
  let asked = 0;
  const close = watchHeldBack({
    clock,
    open: stream.open,
    probe: () => {
      asked += 1;
      return Promise.resolve(answers.length === 0 ? answer() : (answers.shift() ?? null));
    },
    intervalMs: () => wantedMs,
  })({
    heard: ({ event }) => told.push(event),
    failed: () => told.push('failed'),
    heldBack: () => told.push('held back'),
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    // The answer of the probe is read.
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  stream.hear(eventOf('hello', helloData('a-0')));
  return { clock, stream, told, answers, close, pass, asked: () => asked };
}

describe('a stream that is held back', () => {
  test('is given up after some pauses in which the server had sent more', async () => {
    const { stream, told, answers, pass } = setUp();
    for (let pause = 0; pause < pausesHeld; pause += 1) answers.push(answer(sample(1)));
    for (let pause = 0; pause < pausesHeld; pause += 1) {
      expect(stream.isOpen).toBe(true);
      await pass(pauseMs);
      await pass(graceMs);
    }
    expect(stream.isOpen).toBe(false);
    expect(told).toEqual(['hello', 'held back']);
  });

  test('is found out by its bursts, too', async () => {
    const { stream, told, answers, pass } = setUp();
    for (let burst = 1; burst <= pausesHeld; burst += 1) {
      stream.hear(sample(burst));
      answers.push(answer(sample(burst + 1)));
      await pass(pauseMs);
      await pass(graceMs);
    }
    expect(told.at(-1)).toBe('held back');
  });
});

describe('a stream that is not held back', () => {
  test('is not asked about while its samples come in time', async () => {
    const { stream, asked, pass } = setUp();
    for (let tick = 1; tick < 20; tick += 1) {
      await pass(intervalMs);
      stream.hear(sample(tick));
    }
    expect(asked()).toBe(0);
  });

  test('is believed when the server has nothing new either, and begins anew', async () => {
    const { stream, told, answers, pass, asked } = setUp();
    for (let round = 0; round < 3; round += 1) {
      for (let pause = 1; pause < pausesHeld; pause += 1) {
        answers.push(answer(sample(1)));
        await pass(pauseMs);
        await pass(graceMs);
      }
      await pass(pauseMs);
      stream.hear(sample(round));
    }
    expect(asked()).toBe(3 * pausesHeld);
    expect(told).not.toContain('held back');
  });

  test('may bring late what the answer held', async () => {
    const { stream, told, answers, pass } = setUp();
    for (let pause = 1; pause < pausesHeld * 3; pause += 1) {
      answers.push(answer(sample(pause)));
      await pass(pauseMs);
      await pass(graceMs - 1);
      stream.hear(sample(pause));
    }
    expect(told).not.toContain('held back');
  });

  test('is not blamed for a page that stood still, or for a network that brings no answer', async () => {
    const { clock, stream, told, answers, pass } = setUp();
    for (let pause = 0; pause < pausesHeld * 2; pause += 1) {
      answers.push(null, answer(sample(pause)));
      await pass(pauseMs);
      await pass(pauseMs);
      clock.stall(graceMs * 4);
      await pass(0);
      stream.hear(sample(pause));
    }
    expect(told).not.toContain('held back');
  });

  test('has the time of its own slow interval', async () => {
    const { asked, pass } = setUp(10_000);
    await pass(10_000 * pauseIntervals - 1);
    expect(asked()).toBe(0);
    await pass(1);
    expect(asked()).toBe(1);
  });

  test('is left alone once it is closed', async () => {
    const { stream, asked, close, pass } = setUp();
    close();
    await pass(pauseMs * 2);
    expect(stream.isOpen).toBe(false);
    expect(asked()).toBe(0);
  });
});
