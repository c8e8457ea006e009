import { expect, test } from 'vitest';
import { createLatencyMeter } from '../../../src-renderer/link/latency.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function setUp() {
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
  return { clock, answers, heard, answerAfter };
}

test('the first ping of a connection is followed by another at once: it came while the page was being made', async () => {
  const { clock, answers, heard, answerAfter } = setUp();
  await answerAfter(200);
  expect(answers).toHaveLength(2);
  await answerAfter(20);
  expect(answers).toHaveLength(2);
  clock.advance(10_000);
  await answerAfter(200);
  expect(answers).toHaveLength(3);
  expect(heard).toEqual([200, 20, 200]);
});

test('an answer that was held up is followed by another ping at once, but only by one', async () => {
  const { clock, answers, heard, answerAfter } = setUp();
  await answerAfter(4_000);
  await answerAfter(3_000);
  expect(answers).toHaveLength(2);
  clock.advance(10_000);
  await answerAfter(300);
  expect(answers).toHaveLength(4);
  await answerAfter(400);
  expect(answers).toHaveLength(4);
  clock.advance(10_000);
  await answerAfter(20);
  expect(answers).toHaveLength(5);
  expect(heard).toEqual([4_000, 3_000, 300, 400, 20]);
});
