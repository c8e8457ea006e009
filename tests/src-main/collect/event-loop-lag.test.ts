import { expect, onTestFinished, test } from 'vitest';
import { eventLoopLag } from '../../../src-main/collect/event-loop-lag.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function opened() {
  const lag = eventLoopLag();
  onTestFinished(() => {
    lag.close();
  });
  return lag;
}

test('tells a stall in the reading after it, and is calm again in the next', async () => {
  const lag = opened();
  await sleep(350);
  lag.take(0);
  const end = performance.now() + 600;
  while (performance.now() < end);
  await sleep(20);
  expect(lag.take(1000)).toBeGreaterThan(200);
  await sleep(350);
  expect(lag.take(2000)).toBeLessThan(150);
});

test('is null until an interval has ended, and keeps its value between two that are close', async () => {
  const lag = opened();
  expect(lag.take(0)).toBeNull();
  await sleep(350);
  expect(lag.take(100)).toBeNull();
  expect(lag.take(1000)).toBeGreaterThanOrEqual(0);
});

test('a restart leaves out the stall before it', async () => {
  const lag = opened();
  await sleep(250);
  const end = performance.now() + 600;
  while (performance.now() < end);
  await sleep(20);
  lag.restart();
  await sleep(350);
  expect(lag.take(0)).toBeLessThan(150);
});
