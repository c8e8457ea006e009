import { describe, expect, test } from 'vitest';
import { timeOf, traceLine, xOf, yOf, type PlotFrame } from '../../../src-renderer/charts/trace.ts';
import { bufferOf, every } from './points.ts';

const frame: PlotFrame = {
  startMs: 10_000,
  endMs: 20_000,
  left: 30,
  right: 130,
  top: 8,
  bottom: 108,
  min: 0,
  max: 100,
};

function trace(times: readonly number[], values: readonly number[], sign: 1 | -1 = 1, within = frame) {
  const buffer = bufferOf(times, { v: values }, 3);
  const { t, start, end, columns } = buffer;
  return traceLine({ t, start, end, values: columns.get('v') ?? new Float64Array(0) }, within, 1000, sign);
}

describe('times and values to pixels', () => {
  test('puts both ends of the window on both edges of the plot', () => {
    expect([xOf(frame, 10_000), xOf(frame, 15_000), xOf(frame, 20_000)]).toEqual([30, 80, 130]);
    expect([yOf(frame, 0), yOf(frame, 25), yOf(frame, 100)]).toEqual([108, 83, 8]);
  });

  test('finds the time under a pixel again', () => {
    expect(timeOf(frame, xOf(frame, 13_210))).toBeCloseTo(13_210, 6);
  });

  test('draws a mirrored value as far below zero as it is large', () => {
    const mirrored = { ...frame, min: -100 };
    expect(trace(every(1000, 3, 12_000), [50, 50, 50], -1, mirrored).y).toEqual([83, 83, 83]);
  });
});

describe('tracing a line', () => {
  test('draws what lies in the window, and one point before it so that the line enters at the edge', () => {
    const { x, breaks, holes } = trace(every(1000, 30), every(1, 30));
    expect(x[0]).toBe(20);
    expect(x.at(-1)).toBe(130);
    expect(x).toHaveLength(12);
    expect(breaks).toEqual([0]);
    expect(holes).toEqual([]);
  });

  test('never bridges a hole in time, and says where it is', () => {
    const { x, breaks, holes } = trace([10_000, 11_000, 17_000, 18_000, 19_000, 20_000], [1, 1, 1, 1, 1, 1]);
    expect(breaks.map((index) => x[index])).toEqual([30, 100]);
    expect(holes).toEqual([{ from: 40, to: 100 }]);
  });

  test('never bridges a missing value', () => {
    const { x, breaks } = trace(every(1000, 5, 12_000), [1, 1, Number.NaN, 1, 1]);
    expect(breaks).toHaveLength(2);
    expect(x).toHaveLength(4);
  });

  test('leaves the right end empty when samples are overdue', () => {
    expect(trace(every(1000, 5, 12_000), [1, 1, 1, 1, 1]).holes).toEqual([{ from: 90, to: 130 }]);
  });

  test('shows no point of the time after the window, so that a frozen picture stays frozen', () => {
    expect(trace(every(1000, 30), every(1, 30)).x.every((x) => x <= 130)).toBe(true);
  });

  test('has nothing to draw, and no hole, before the first point', () => {
    expect(trace([], [])).toEqual({ x: [], y: [], breaks: [], holes: [] });
  });
});

describe('thinning', () => {
  const count = 4000;
  const times = every(10_000 / count, count + 1, 10_000);

  test('keeps the lowest and the highest point of each pixel column', () => {
    const values = times.map(() => 50);
    values[1234] = 97;
    values[2345] = 3;
    const thin = trace(times, values);
    expect(thin.x.length).toBeLessThan(101 * 4 + 1);
    expect(Math.min(...thin.y)).toBe(yOf(frame, 97));
    expect(Math.max(...thin.y)).toBe(yOf(frame, 3));
  });

  test('keeps first and last of a column, in the order of time between them', () => {
    const values = times.map((_, index) => index % 40);
    const { x, y } = trace(times, values);
    const column = x.flatMap((at, index) => (at === 80 ? [y[index] ?? 0] : []));
    expect(column).toHaveLength(4);
    const [first, second, third, last] = column;
    expect(new Set([second, third])).toEqual(new Set([Math.min(...column), Math.max(...column)]));
    expect(first).toBeDefined();
    expect(last).toBeDefined();
  });

  test('keeps holes open', () => {
    const values = times.map((_, index) => (index > 1000 && index < 2000 ? Number.NaN : 50));
    const { breaks, holes, x } = trace(times, values);
    expect(breaks).toHaveLength(2);
    expect(holes).toHaveLength(1);
    expect(x.some((at) => at > 56 && at < 79)).toBe(false);
  });

  test('does not touch a line that has no more than two points for each pixel', () => {
    expect(trace(every(100, 101, 10_000), every(0.5, 101)).x).toHaveLength(101);
  });
});
