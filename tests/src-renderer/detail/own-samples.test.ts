import { describe, expect, test } from 'vitest';
import { answerFromSamples } from '../../../src-renderer/detail/own-samples.ts';
import { definitionOf } from '../../../src-shared/metrics/registry.ts';
import { bufferOf, every } from '../charts/points.ts';

const cpu = definitionOf('cpu');
const second = 1_000;

describe('an answer from the samples that the page holds', () => {
  test('has buckets of whole samples, and null where there are none', () => {
    const buffer = bufferOf([1_000, 2_000, 3_000, 4_000, 9_000], { total: [10, 20, 30, Number.NaN, 50] });
    const answer = answerFromSamples({ series: ['cpu.total'], from: 0, to: 10_000, points: 5 }, cpu, buffer, second);
    expect(answer.step).toBe(2_000);
    expect(answer.t).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    expect(answer.series).toEqual([
      {
        series: 'cpu.total',
        unit: 'percent',
        min: [10, 20, null, null, 50],
        avg: [10, 25, null, null, 50],
        max: [10, 30, null, null, 50],
      },
    ]);
  });

  test('leaves out what lies outside of the range', () => {
    const buffer = bufferOf(every(second, 20), { total: every(1, 20) });
    const answer = answerFromSamples(
      { series: ['cpu.total'], from: 5_000, to: 10_000, points: 1, summary: true },
      cpu,
      buffer,
      second,
    );
    expect(answer.series[0]?.summary).toMatchObject({ min: 5, max: 9, avg: 7 });
    expect(answer.series[0]?.avg).toEqual([7]);
  });

  test('sums up: 95 % of the time below, and the time of holes but not that before the first sample', () => {
    const times = [...every(second, 50, 100_000), ...every(second, 50, 170_000)];
    const buffer = bufferOf(times, { total: every(1, 100, 1) });
    const summary = answerFromSamples(
      { series: ['cpu.total'], from: 0, to: 300_000, points: 1, summary: true },
      cpu,
      buffer,
      second,
    ).series[0]?.summary;
    expect(summary).toEqual({ min: 1, max: 100, avg: 50.5, p95: 95, noDataMs: 20_000 });
  });

  test('says that there is nothing of a series without a value', () => {
    const buffer = bufferOf([1_000], { total: [Number.NaN] });
    const ask = { series: ['cpu.total'], from: 0, to: 5_000, points: 1, summary: true };
    expect(answerFromSamples(ask, cpu, buffer, second).series[0]?.summary).toBeNull();
  });

  test('gives every instance of a series that is named without one', () => {
    const buffer = bufferOf([1_000], { total: [5], 'cores@0': [1], 'cores@1': [2] });
    const named = (series: string) =>
      answerFromSamples({ series: [series], from: 0, to: 5_000, points: 1 }, cpu, buffer, second).series.map(
        (one) => one.series,
      );
    expect(named('cpu.cores')).toEqual(['cpu.cores@0', 'cpu.cores@1']);
    expect(named('cpu.cores@1')).toEqual(['cpu.cores@1']);
    expect(named('cpu.total')).toEqual(['cpu.total']);
  });
});
