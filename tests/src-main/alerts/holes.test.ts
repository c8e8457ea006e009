import { describe, expect, test } from 'vitest';
import type { Past } from '../../../src-main/alerts/past.ts';
import { previewRule } from '../../../src-main/alerts/preview.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';
import { stretchOf } from '../../support/told.ts';

const second = 1_000;
const start = 1_700_000_000_000;
const knownUntil = start + 60 * second;

const rule: Rule = {
  series: 'cpu.total',
  instance: '*',
  direction: 'above',
  warn: 80,
  critical: null,
  clear: 70,
  forMs: 3 * second,
  keepMs: 3 * second,
  enabled: true,
};

/** A load of 99 in some seconds, in a store that holds only what was read, as pieces that begin at some seconds. */
function previewed(seconds: readonly number[], pieceStarts: readonly number[], stepMs = 0) {
  const all = seconds.map((at): [number, number] => [start + (at + 1) * stepMs + at * (stepMs > 0 ? 0 : second), 99]);
  const past: Past = {
    instancesOf: () => ['*'],
    coverage: () => ({ from: start, to: knownUntil }),
    marks: () => [],
    pieces: (_series, _instance, { to }) =>
      pieceStarts.map((at, n) => ({
        from: start + at * second,
        to: start + (pieceStarts[n + 1] ?? (to - start) / second) * second,
        isQuiet: false,
      })),
    stretches: (_series, _instance, { from, to }) => [
      {
        ...stretchOf(
          all.filter(([t]) => t >= from && t < to),
          stepMs,
        ),
        periodMs: second,
        untilMs: Math.min(to, knownUntil),
      },
    ],
  };
  const question = { rule, from: start, to: knownUntil, serverIntervalMs: second, except: new Set<string>() };
  const steps = previewRule(past, question, { nowMs: () => 0, deadlineMs: () => 1 });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value.fired.map(({ at, untilMs }) => [
    (at - start) / second,
    untilMs === null ? null : (untilMs - start) / second,
  ]);
}

const seconds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_none, n) => from + n);

describe('a preview over a time in which nothing was read', () => {
  test.each([
    ['within one piece', [0]],
    ['that goes on in the next piece', [0, 10]],
    ['that fills a piece', [0, 7, 19]],
  ])('%s, goes on after it as if nothing had been known', (_name, pieces) => {
    expect(previewed([...seconds(0, 5), ...seconds(20, 60)], pieces)).toEqual([
      [3, 9],
      [23, null],
    ]);
  });

  test('that reaches to the end of what is known ends what fired', () => {
    expect(previewed(seconds(0, 5), [0])).toEqual([[3, 9]]);
    expect(previewed(seconds(0, 5), [0, 10])).toEqual([[3, 9]]);
  });

  test('of less than two periods sees none', () => {
    expect(previewed([...seconds(0, 5), ...seconds(7, 60)], [0])).toEqual([[3, null]]);
  });

  test('stored as averages of slots counts in slots', () => {
    expect(previewed([0, 1, 2, 3, 4, 5], [0], 10 * second)).toEqual([[20, null]]);
    expect(previewed([0, 1, 2], [0], 10 * second)).toEqual([[20, null]]);
    expect(previewed([0, 1], [0], 5 * second)).toEqual([[10, 30]]);
  });
});
