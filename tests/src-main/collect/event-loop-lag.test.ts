import { expect, onTestFinished, test } from 'vitest';
import { eventLoopLag } from '../../../src-main/collect/event-loop-lag.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What Node's histogram holds after timers that should come every 100 ms came after these times, ms. */
function delays() {
  const all: number[] = [];
  return {
    came: (...afterMs: number[]) => all.push(...afterMs),
    get count() {
      return all.length;
    },
    get mean() {
      return (all.reduce((sum, ms) => sum + ms, 0) / all.length) * 1e6;
    },
    enable: () => true,
    disable: () => true,
  };
}

test('tells a stall in the reading after it, and is calm again in the next', () => {
  const timers = delays();
  const lag = eventLoopLag(timers);
  timers.came(100, 101, 99);
  expect(lag.take(0)).toBe(0);
  timers.came(700, 100);
  expect(lag.take(1_000)).toBe(300);
  timers.came(100, 104);
  expect(lag.take(2_000)).toBe(2);
});

test('is null until an interval has ended, and keeps its value between two that are close', () => {
  const timers = delays();
  const lag = eventLoopLag(timers);
  expect(lag.take(0)).toBeNull();
  timers.came(150);
  expect(lag.take(100)).toBeNull();
  expect(lag.take(1_000)).toBe(50);
  timers.came(500);
  expect(lag.take(1_100)).toBe(50);
});

test('a restart leaves out the stall before it', () => {
  const timers = delays();
  const lag = eventLoopLag(timers);
  timers.came(700);
  lag.restart();
  timers.came(110);
  expect(lag.take(0)).toBe(10);
});

test("a stall of this process is in Node's own histogram", async () => {
  const lag = eventLoopLag();
  onTestFinished(() => {
    lag.close();
  });
  await sleep(350);
  expect(lag.take(0)).toBeGreaterThanOrEqual(0);
  const end = performance.now() + 1_500;
  while (performance.now() < end);
  await sleep(20);
  expect(lag.take(1_000)).toBeGreaterThan(200);
});
