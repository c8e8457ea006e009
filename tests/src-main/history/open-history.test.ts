import { expect, test } from 'vitest';
import type { HistoryNews } from '../../../src-main/history/history.ts';
import { openHistory } from '../../../src-main/history/open-history.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { toldBy } from '../../support/told.ts';

const start = 1_700_000_000_000;
const load = (one: number) => ({ load: { one, five: 0.5, fifteen: 0.25 } });

function open(dataDir = temporaryFolder(), everyMs = 1_000) {
  const clock = createFakeClock(start);
  const news: HistoryNews[] = [];
  const history = openHistory({ dataDir, clock, everyMs, onNews: (one) => news.push(one) });
  return { dataDir, clock, news, history };
}

test('values come back in buckets with minimum, average and maximum, and as nulls where nothing was read', () => {
  const { history, news, clock } = open();
  for (const [n, value] of [1, 2, 3].entries()) history.append(start + n * 1_000, load(value));
  history.gap(start + 2_000, start + 6_000);
  history.append(start + 6_000, load(8));
  clock.advance(8_000);
  const answer = history.range({ series: ['load.one'], from: start, to: start + 8_000, points: 4, summary: true });
  expect(answer).toEqual({
    from: start,
    to: start + 8_000,
    step: 2_000,
    resolutionMs: 1_000,
    t: [start, start + 2_000, start + 4_000, start + 6_000],
    series: [
      {
        series: 'load.one',
        unit: 'load',
        min: [1, 3, null, 8],
        avg: [1.5, 3, null, 8],
        max: [2, 3, null, 8],
        summary: { min: 1, avg: 3.5, max: 8, p95: 8, noDataMs: 4_000 },
      },
    ],
  });
  expect(history.marks({ from: start, to: start + 8_000 })).toEqual([start, start + 2_000, start + 6_000]);
  expect(news).toEqual([]);
  history.close();
});

test('what was kept is there after a restart', () => {
  const first = open();
  first.history.append(start, load(1));
  first.history.append(start + 1_000, {
    processes: { count: 1, running: 1, top: [{ pid: 7, name: 'cc1', user: 'ann', cpu: 99, memory: 5 }] },
  });
  first.history.close();
  const { history } = open(first.dataDir);
  expect(history.coverage('load.one', '*')).toEqual({ from: start, to: start });
  expect(history.processesAt(start + 5_000)).toEqual({
    t: start + 1_000,
    top: [{ pid: 7, name: 'cc1', user: 'ann', cpu: 99, memory: 5 }],
  });
  history.close();
});

test('a series without its instance stands for every instance that is kept', () => {
  const { history } = open();
  const rates = { received: 1, sent: 2, packetsReceived: 3, packetsSent: 4, errors: 0 };
  history.append(start, { network: { eth0: rates, lo: rates } });
  const answer = history.range({ series: ['network.received'], from: start, to: start + 1_000, points: 10 });
  expect(answer.series.map(({ series }) => series)).toEqual(['network.received@eth0', 'network.received@lo']);
  history.close();
});

test('more than 64 series are refused with a word about instances, and keeping goes on', () => {
  const { history, news } = open();
  const cores = Array.from({ length: 65 }, () => 1);
  history.append(start, { cpu: { total: 1, user: 1, system: 0, iowait: 0, steal: 0, cores } });
  const question = { from: start, to: start + 1_000, points: 10 };
  expect(() => history.range({ ...question, series: ['cpu.cores'] })).toThrow(
    expect.objectContaining({ code: 'invalid_query', message: expect.stringContaining('65 series') }),
  );
  expect(history.range({ ...question, series: ['cpu.cores@64'] }).series).toHaveLength(1);
  for (const unknown of ['cpu.nothing', 'nothing', 'cpu.total@0']) {
    expect(() => history.range({ ...question, series: [unknown] })).toThrow(
      expect.objectContaining({ code: 'invalid_query' }),
    );
  }
  expect(news).toEqual([]);
  expect(history.figures().state).toEqual({ kind: 'keeping' });
  history.close();
});

test('what is kept is told in stretches that know how far apart readings lie, and until when nothing followed', () => {
  const { history } = open();
  for (const second of [0, 1, 20, 21]) history.append(start + second * 1_000, load(second));
  const stretches = history.stretches('load.one', '*', { from: start, to: start + 60_000 });
  expect(toldBy(stretches)).toEqual([0, 1, 20, 21].map((second) => [start + second * 1_000, second, 0]));
  expect(stretches).toMatchObject([{ periodMs: 1_000, untilMs: start + 21_000 }]);
  expect(history.stretches('load.one', '*', { from: start + 2_000, to: start + 10_000 })).toMatchObject([
    { first: 0, end: 0, untilMs: start + 10_000 },
  ]);
  expect(history.stretches('load.one', 'no such', { from: start, to: start + 60_000 })).toEqual([]);
  history.close();
});

test('an export is the same buckets as CSV', async () => {
  const { history, clock } = open();
  const rates = { received: 1, sent: 2, packetsReceived: 3, packetsSent: 4, errors: 0 };
  history.append(start, { network: { 'a"b,c': rates } });
  clock.advance(2_000);
  const question = { series: ['network.received'], from: start, to: start + 2_000, points: 2 };
  let text = '';
  for await (const piece of history.csv(question, new AbortController().signal)) text += piece;
  const name = (part: string) => `"network.received@a""b,c ${part}"`;
  expect(text.split('\r\n')).toEqual([
    ['time', name('min'), name('avg'), name('max')].join(','),
    '2023-11-14T22:13:20.000Z,1,1,1',
    '2023-11-14T22:13:21.000Z,,,',
    '',
  ]);
  history.close();
});

test('an export that runs while the history is opened anew breaks off', async () => {
  const first = open();
  for (let n = 0; n < 1_200; n += 1) first.history.append(start + n * 1_000, load(n));
  first.clock.advance(1_200_000);
  const question = { series: ['load.one'], from: start, to: start + 1_200_000, points: 1_200, summary: false };
  const rows = first.history.csv(question, new AbortController().signal)[Symbol.asyncIterator]();
  // The head, and the first piece.
  await rows.next();
  await rows.next();
  first.history.close();
  const second = open(first.dataDir);
  await expect(rows.next()).rejects.toMatchObject({ code: 'no_history' });
  expect(second.history.range(question).series[0]?.avg[700]).toBe(700);
  expect([...first.news, ...second.news]).toEqual([]);
  second.history.close();
});
