import { describe, expect, test } from 'vitest';
import { limits } from '../../../src-shared/protocol/limits.ts';
import { readHistoryQuery, readMoment } from '../../../src-main/http/history-query.ts';

const nowMs = 1_700_000_000_000;
const read = (text: string) => readHistoryQuery(new URLSearchParams(text), nowMs);
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => `series=network.received@eth${String(n)}`).join('&');

describe('a question for history', () => {
  test('asks for the last hour in 600 points where it does not say', () => {
    expect(read('series=cpu.total')).toEqual({
      series: ['cpu.total'],
      from: nowMs - 3_600_000,
      to: nowMs,
      points: 600,
      summary: false,
    });
  });

  test('names many series, with instances that hold anything, and each once', () => {
    const { series } = read('series=filesystem.usedShare@/a%26b&series=cpu.total&series=cpu.total&series=network.sent');
    expect(series).toEqual(['filesystem.usedShare@/a&b', 'cpu.total', 'network.sent']);
    expect(read(many(64)).series).toHaveLength(64);
  });

  test('takes the widest bounds', () => {
    const twoYears = 2 * 366 * 86_400_000;
    expect(read(`series=cpu.total&from=0&to=${String(twoYears)}&points=2000&summary=1`)).toMatchObject({
      from: 0,
      to: twoYears,
      points: 2_000,
      summary: true,
    });
  });

  test.each([
    ['', '"series" is missing'],
    [many(65), '"series" may stand there 64 times'],
    ['series=cpu.nope', '"series" "cpu.nope" is not known'],
    ['series=nope', '"series" "nope" is not known'],
    ['series=cpu.total@0', '"series" "cpu.total@0" names an instance'],
    [`series=network.received@${'x'.repeat(300)}`, '"series"'],
    ['series=cpu.total&from=yesterday', '"from" is a whole number of ms'],
    ['series=cpu.total&to=-1', '"to" is a whole number of ms'],
    ['series=cpu.total&to=9e12', '"to" is a whole number of ms'],
    ['series=cpu.total&to=9999999999999999', '"to" is a whole number of ms'],
    ['series=cpu.total&from=2000&to=2000', '"from" must lie before "to"'],
    ['series=cpu.total&from=0', '"from" lies more than two years before "to"'],
    ['series=cpu.total&points=0', '"points" is a whole number of buckets from 1 to 2000'],
    ['series=cpu.total&points=2001', '"points"'],
    ['series=cpu.total&points=1.5', '"points"'],
    ['series=cpu.total&summary=yes', '"summary" is 1 or 0'],
  ])('is refused for %j by the name of what is wrong', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('a question for an export', () => {
  test('asks for a row for each value, or fewer', () => {
    const { csvRows } = limits;
    expect(readHistoryQuery(new URLSearchParams('series=cpu.total'), nowMs, csvRows).points).toBe(1_000_000);
    expect(readHistoryQuery(new URLSearchParams('series=cpu.total&points=5000'), nowMs, csvRows).points).toBe(5_000);
  });
});

describe('a moment', () => {
  test('is needed, and whole', () => {
    expect(readMoment(new URLSearchParams('at=1700000000000'))).toBe(nowMs);
    expect(() => readMoment(new URLSearchParams(''))).toThrow('"at" is missing');
    expect(() => readMoment(new URLSearchParams('at=noon'))).toThrow('"at" is a whole number');
  });
});
