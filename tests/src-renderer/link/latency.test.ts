import { expect, test } from 'vitest';
import { createLatencyMeter } from '../../../src-renderer/link/latency.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

test('an answer that was held up is followed by another ping at once, but only by one', async () => {
  const clock = createFakeClock();
  const answers: (() => void)[] = [];
  const heard: (number | null)[] = [];
  const send = () =>
    new Promise<Record<string, unknown>>((resolve) => {
      answers.push(() => {
        resolve({});
      });
    });
  const answerAfter = async (ms: number) => {
    clock.advance(ms);
    answers.at(-1)?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
    clock.advance(0);
  };
  createLatencyMeter(clock, { send }, (ms) => heard.push(ms)).start();
  clock.advance(300);
  await answerAfter(4_000);
  expect(answers).toHaveLength(2);
  await answerAfter(3_000);
  expect(answers).toHaveLength(2);
  clock.advance(10_000);
  expect(answers).toHaveLength(3);
  await answerAfter(20);
  expect(answers).toHaveLength(3);
  expect(heard).toEqual([4_000, 3_000, 20]);
});
