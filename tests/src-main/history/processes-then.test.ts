import { expect, test } from 'vitest';
import type { ProcessRow } from '../../../src-shared/metrics/processes.ts';
import { openKept, start } from './kept-history.ts';

const minute = 60_000;
const day = 1_440 * minute;

function table(busy: number): { count: number; running: number; top: ProcessRow[] } {
  const top = Array.from({ length: 40 }, (_, n) => ({
    pid: n,
    name: `job ${String(n)}`,
    user: 'ann',
    cpu: n,
    memory: 4_000 - n,
    command: `/usr/bin/job --number ${String(n)} ${'--same '.repeat(15)}`,
  }));
  return { count: 40, running: 1, top: [...top, { pid: 99, name: 'spike', user: 'root', cpu: busy, memory: 1 }] };
}

test('the busiest and the largest processes of a moment are found again, from the second before to days later', () => {
  const kept = openKept();
  for (let n = 0; n < 90; n += 1) {
    kept.clock.advance(1_000);
    kept.history.append(start + n * 1_000, { processes: table(n === 30 ? 400 : n) });
  }
  {
    const { t, top } = kept.history.processesAt(start + 30_400);
    expect(t).toBe(start + 30_000);
    expect(top).toHaveLength(20);
    expect(top[0]).toEqual({ pid: 99, name: 'spike', user: 'root', cpu: 400, memory: 1 });
    expect(top[1]?.command).toMatch(/^\/usr\/bin\/job --number 39 --same/u);
    expect(top.slice(1, 10).map(({ pid }) => pid)).toEqual([39, 38, 37, 36, 35, 34, 33, 32, 31]);
    expect(top.slice(10).map(({ pid }) => pid)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
  expect(kept.history.processesAt(start + 10 * minute)).toEqual({ t: null, top: [] });
  kept.history.close();
});

test('after two days one reading of each minute is left, the busiest, and after two weeks none', () => {
  const kept = openKept({ everyMs: minute });
  for (let n = 0; n < 120; n += 1) {
    kept.clock.advance(1_000);
    kept.history.append(start + n * 1_000, { processes: table(n === 42 ? 400 : 50) });
  }
  const sit = (from: number, ticks: number) => {
    for (let n = 0; n < ticks; n += 1)
      kept.history.append(from + n * minute, { load: { one: 1, five: 1, fifteen: 1 } });
    // An hour passes: a clock that jumps this far is not believed before.
    kept.clock.advance(60 * minute);
    for (let n = 0; n < ticks; n += 1)
      kept.history.append(from + (ticks + n) * minute, { load: { one: 1, five: 1, fifteen: 1 } });
  };
  sit(start + 2 * day + 5 * minute, 30);
  expect(kept.history.processesAt(start).t).toBe(start + 42_000);
  expect(kept.history.processesAt(start + 50_000).t).toBe(start + 42_000);
  sit(start + 15 * day, 30);
  expect(kept.history.processesAt(start)).toEqual({ t: null, top: [] });
  kept.history.close();
});
