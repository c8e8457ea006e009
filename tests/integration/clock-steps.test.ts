import * as v from 'valibot';
import { expect, test } from 'vitest';
import { gapSchema } from '../../src-shared/protocol/events.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { askHistory } from '../support/ask-history.ts';
import { askHistoryStatus } from '../support/ask-history-status.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { openSseFeed, type Feed } from '../support/feed.ts';
import { sampleOf } from '../support/received-event.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const second = 1_000;
const hour = 3_600 * second;
const memorySchema = v.object({ used: v.number() });

type Told = readonly [t: number, used: number];

/** The next samples of a feed. */
async function nextSamples(feed: Feed, count: number): Promise<readonly Told[]> {
  const told: Told[] = [];
  while (told.length < count) {
    const [event] = (await feed.takeUntil(({ event }) => event === 'sample')).slice(-1);
    if (event === undefined) throw new Error('The stream ended.');
    const { t, m } = sampleOf(event);
    const memory = v.safeParse(memorySchema, m.memory);
    if (memory.success) told.push([t, memory.output.used]);
  }
  return told;
}

const times = (told: readonly Told[]) => told.map(([t]) => t);
const rising = (numbers: readonly number[]) => numbers.every((one, n) => n === 0 || one > (numbers[n - 1] ?? Infinity));

/** What is kept of each second of a stretch, `null` for none. */
async function keptSeconds(url: string, from: number, to: number): Promise<ReadonlyMap<number, number | null>> {
  const answer = await askHistory(url, { series: 'memory.used', from, to, points: 2_000 });
  expect(answer.step).toBe(second);
  expect(rising(answer.t)).toBe(true);
  return new Map(answer.t.map((t, place) => [t, answer.series[0]?.avg[place] ?? null]));
}

/** Values of the last minutes of a stretch that may be empty. */
async function keptWithin(url: string, { from, to }: { readonly from: number; readonly to: number }) {
  if (to <= from) return [];
  const kept = await keptSeconds(url, Math.max(from, to - 1_500 * second), to);
  return [...kept.values()].filter((value) => value !== null);
}

/** Each second by itself: an hour lies between some of them. */
async function expectKept(url: string, told: readonly Told[]): Promise<void> {
  expect(told.length).toBeGreaterThan(0);
  for (const [t, used] of told) {
    const start = Math.floor(t / second) * second;
    const found = (await keptSeconds(url, start, start + second)).get(start) ?? Number.NaN;
    expect(Math.abs(found / used - 1)).toBeLessThan(2 ** -11);
  }
}

test.each([
  ['back by an hour', -hour],
  ['back by five seconds', -5 * second],
  ['forward by ten minutes', hour / 6],
  ['forward by an hour', hour],
])(
  'a server whose clock is set %s tells one gap, keeps each moment once, and goes on',
  async (_how, byMs) => {
    const clock = steppedClock(temporaryFolder());
    const dataDir = temporaryFolder();
    const server = await serverForTest({ dataDir, env: clock.env, args: ['--interval', String(second)] });
    const feed = await openSseFeed(server.url, { query: { metrics: 'memory' } });
    // The first sample of a start, and of a gap, carries its own time.
    const before = (await nextSamples(feed, 8)).slice(1);
    clock.step(server.child, byMs);
    const untilGap = await feed.takeUntil(({ event }) => event === 'gap');
    const gapEvent = untilGap.at(-1);
    // Of a machine that stood still for a moment more has come than was waited for.
    const late = untilGap.filter(({ event }) => event === 'sample').map((one) => sampleOf(one).t);
    const gap = v.parse(v.pipe(v.string(), v.parseJson(), gapSchema), gapEvent?.data);
    const stepped = await nextSamples(feed, 6);
    const after = stepped.slice(1);

    const lastBefore = Math.max(...times(before), ...late);
    expect(gap.from).toBeGreaterThanOrEqual(lastBefore);
    expect(Math.sign(gap.to - (gap.from ?? Number.NaN))).toBe(Math.sign(byMs));
    expect(rising(times(before))).toBe(true);
    expect(rising(times(stepped))).toBe(true);
    expect(Math.min(...times(stepped))).toBeGreaterThanOrEqual(gap.to);

    // What was not lived through again stands as it was.
    const newest = Math.max(...times(after));
    const untouched = before.filter(([t]) => t < gap.to - second || t > newest + 60 * second);
    expect(untouched.length).toBeGreaterThan(0);
    const told = [...untouched, ...after];
    await expectKept(server.url, told);
    const hole =
      byMs > 0
        ? { from: lastBefore + 2 * second, to: gap.to - 2 * second }
        : { from: newest + 60 * second, to: Math.min(...times(before)) - 60 * second };
    expect(await keptWithin(server.url, hole)).toEqual([]);
    expect(await askHistoryStatus(server.url)).toMatchObject({ state: { kind: 'keeping' }, news: [] });
    feed.close();
    await server.stop();

    const again = await serverForTest({ dataDir });
    await expectKept(again.url, told);
    expect(await askHistoryStatus(again.url)).toMatchObject({ state: { kind: 'keeping' }, news: [] });
  },
  120_000,
);
