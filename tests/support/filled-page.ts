import type { Page, Request } from 'playwright-core';
import * as v from 'valibot';
import { expect } from 'vitest';
import { unsupportedSchema } from '../../src-shared/protocol/events.ts';
import { askHistory } from './ask-history.ts';
import { clockText, readWholeTable } from './dashboard-page.ts';

/** What is looked at: a series, and the title of the card whose table has it. */
export interface LookedAt {
  readonly series: string;
  readonly label: string;
}

const cpu: LookedAt = { series: 'cpu.total', label: 'CPU' };

/** The seconds of a stretch for which a server keeps a value, asked without the page; as `HH:MM:SS`. */
export async function secondsKept(
  url: string,
  from: number,
  to: number,
  { series: name }: LookedAt = cpu,
): Promise<readonly string[]> {
  const { step, t, series } = await askHistory(url, { series: name, from, to, points: 2_000 });
  expect(step).toBe(1_000);
  return t.filter((_, index) => typeof series[0]?.avg[index] === 'number').map(clockText);
}

/** A page shows every stored second, and in each stretch in which there was no server nothing but one hole. */
export async function expectFilled(
  page: Page,
  kept: readonly string[],
  off: readonly (readonly [number, number])[],
  { label }: LookedAt = cpu,
): Promise<void> {
  await expect
    .poll(
      async () => {
        const { times } = await readWholeTable(page, label);
        return kept.filter((time) => !times.includes(time));
      },
      { timeout: 30_000, interval: 500 },
    )
    .toEqual([]);
  const { times, holes } = await readWholeTable(page, label);
  for (const [from, to] of off) {
    const seconds = Array.from({ length: Math.floor((to - from) / 1_000) }, (_, index) =>
      clockText(from + index * 1_000),
    );
    expect(seconds.filter((time) => times.includes(time))).toEqual([]);
    expect(seconds.filter((time) => holes.includes(time))).toHaveLength(1);
  }
}

/** What a page asked its server's history for. */
export interface AskedHistory {
  readonly atMs: number;
  readonly metric: string;
  readonly series: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/** Notes every question for history that a page asks from now on, once it is answered: a busy server is asked again. */
export function listenToQuestions(page: Page): readonly AskedHistory[] {
  const asked: AskedHistory[] = [];
  const begun = new WeakMap<Request, number>();
  page.on('request', (request) => {
    begun.set(request, Date.now());
  });
  page.on('response', (response) => {
    const { pathname, searchParams } = new URL(response.url());
    if (pathname !== '/api/v1/history' || response.status() !== 200) return;
    const number = (name: string): number => Number(searchParams.get(name));
    const series = searchParams.getAll('series');
    asked.push({
      atMs: begun.get(response.request()) ?? Number.NaN,
      metric: series[0]?.split('.')[0] ?? '',
      series,
      from: number('from'),
      to: number('to'),
      points: number('points'),
    });
  });
  return asked;
}

const infoSchema = v.object({
  metrics: v.object({
    definitions: v.array(v.object({ id: v.string() })),
    unsupported: v.array(unsupportedSchema),
  }),
});

/** Waits until a page that has just opened was told of the past of every metric that the machine has. */
export async function untilAsked(asked: readonly AskedHistory[], url: string): Promise<void> {
  const { metrics } = v.parse(infoSchema, await (await fetch(`${url}/api/v1/info`)).json());
  const absent = new Set(metrics.unsupported.map(({ metric }) => metric));
  const offered = metrics.definitions.map(({ id }) => id).filter((id) => !absent.has(id));
  expect(offered.length).toBeGreaterThan(5);
  await expect
    .poll(() => offered.filter((id) => !asked.some(({ metric }) => metric === id)), { timeout: 20_000 })
    .toEqual([]);
}
