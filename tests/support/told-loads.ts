import * as v from 'valibot';
import { expect } from 'vitest';
import { openSseFeed, type Feed } from './feed.ts';
import { sampleOf } from './received-event.ts';

const loadSchema = v.object({ one: v.number() });

/** A sample's time and its load average. */
export type ToldLoad = readonly [t: number, load: number];

/** Waits for the next sample of a feed that carries the load. */
export async function nextLoad(feed: Feed): Promise<ToldLoad> {
  const [event] = (await feed.takeUntil((one) => one.event === 'sample')).slice(-1);
  if (event === undefined) throw new Error('The stream ended.');
  const { t, m } = sampleOf(event);
  return [t, v.parse(loadSchema, m.load).one];
}

/** Load averages that a server tells its viewers, by their time, until there are as many as asked for. */
export async function toldLoads(url: string, count: number): Promise<ReadonlyMap<number, number>> {
  const feed = await openSseFeed(url, { query: { metrics: 'load' } });
  const loads = new Map<number, number>();
  while (loads.size < count) loads.set(...(await nextLoad(feed)));
  feed.close();
  return loads;
}

/** Waits until the second of the last of them is over: what a new start reads at once is not to be kept with it. */
export async function pastSecondOf(told: ReadonlyMap<number, number>): Promise<void> {
  const lastMs = Math.max(...told.keys());
  await expect.poll(() => Date.now() > Math.floor(lastMs / 1_000) * 1_000 + 1_000).toBe(true);
}
