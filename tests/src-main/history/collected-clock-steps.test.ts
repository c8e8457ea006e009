import { expect, test } from 'vitest';
import { openCollector } from '../../../src-main/collect/collector.ts';
import { readers } from '../../../src-main/collect/registry.ts';
import { machine } from '../../support/machine.ts';
import { openKept, start } from './kept-history.ts';
import { toldBy } from '../../support/told.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A history that a collector feeds, as in the server, with a load that counts the readings. */
async function watchedHistory() {
  const kept = openKept();
  const { clock, history } = kept;
  let count = 0;
  const collector = await openCollector({
    environment: machine('empty').environment,
    clock,
    everyMs: 1_000,
    report: (fault) => {
      throw fault;
    },
    only: ['load'],
    readers: { ...readers, load: () => ({ read: () => ({ one: (count += 1), five: 2, fifteen: 3 }) }) },
  });
  collector.start({
    onSample: ({ t, values }) => {
      history.append(t, values);
    },
    onGap: ({ from, to }) => {
      history.gap(from, to);
    },
  });
  return kept;
}

type Watched = Awaited<ReturnType<typeof watchedHistory>>;

/** Every way to read must tell each moment once, in order. */
function expectOrder({ history }: Pick<Watched, 'history'>, from: number, to: number): void {
  for (const points of [7, 600, 2_000]) {
    const { t, step, series } = history.range({ series: ['load.one'], from, to, points, summary: true });
    expect(t.filter((one, place) => place > 0 && one !== (t[place - 1] ?? 0) + step)).toEqual([]);
    expect(series[0]?.avg).toHaveLength(t.length);
    expect(series[0]?.summary?.noDataMs).toBeGreaterThanOrEqual(0);
  }
  const moments = toldBy(history.stretches('load.one', '*', { from, to })).map(([t]) => t);
  expect(moments.filter((t, place) => place > 0 && t <= (moments[place - 1] ?? 0))).toEqual([]);
  expect(moments.length).toBeGreaterThan(0);
  const marks = history.marks({ from, to });
  expect(marks).toEqual([...new Set(marks)].sort((a, b) => a - b));
}

/** Seconds of a stretch for which something is kept. */
function keptSeconds({ history }: Pick<Watched, 'history'>, from: number, to: number): number {
  let seconds = 0;
  for (let at = from; at < to; at += 30 * minute) {
    const { series } = history.range({
      series: ['load.one'],
      from: at,
      to: Math.min(to, at + 30 * minute),
      points: 2_000,
    });
    seconds += series[0]?.avg.filter((value) => value !== null).length ?? 0;
  }
  return seconds;
}

test.each([
  ['back by an hour', -hour],
  ['back by five seconds', -5_000],
  ['back by two days', -2 * day],
  ['forward by an hour', hour],
  ['forward by a day and a half', 1.5 * day],
])('a clock that is set %s leaves two marks, and each moment once', async (_how, byMs) => {
  const kept = await watchedHistory();
  const { clock, history } = kept;
  clock.advance(2 * hour);
  const before = clock.wallMs();
  clock.stepWall(byMs);
  const after = clock.wallMs();
  clock.advance(2 * hour);
  const [from, to] = [Math.min(start, after) - minute, Math.max(before, clock.wallMs()) + minute];
  expectOrder(kept, from, to);
  const marks = history.marks({ from, to });
  expect(marks.some((t) => Math.abs(t - before) <= 1_000)).toBe(true);
  expect(marks.some((t) => Math.abs(t - after) <= 2_000)).toBe(true);
  // What was kept before stands, and what came after is there.
  expect(keptSeconds(kept, start + minute, before - minute)).toBeGreaterThan((2 * hour - 3 * minute) / 1_000);
  expect(keptSeconds(kept, after + minute, clock.wallMs())).toBeGreaterThan((2 * hour - 2 * minute) / 1_000);
  const again = kept.reopen();
  expectOrder(again, from, to);
  expect(kept.news).toEqual([]);
});

test('a clock that runs years ahead for some minutes costs nothing of what was kept', async () => {
  const kept = await watchedHistory();
  const { clock } = kept;
  clock.advance(2 * hour);
  const before = clock.wallMs();
  clock.stepWall(4 * 365 * day);
  clock.advance(10 * minute);
  clock.stepWall(-4 * 365 * day);
  clock.advance(2 * hour);
  expect(keptSeconds(kept, start + minute, before - minute)).toBeGreaterThan((2 * hour - 3 * minute) / 1_000);
  expectOrder(kept, start, clock.wallMs());
  expectOrder(kept, start, start + 5 * 365 * day);
});
