import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src-shared/fault.ts';
import { isViewerId } from '../../../src-shared/protocol/viewer-id.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { createDemand } from '../../../src-main/stream/demand.ts';
import { createViewers, type OpenViewer } from '../../../src-main/stream/viewers.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const minuteMs = 60_000;
const mine = 'A'.repeat(22);

function make(options: { most?: number; serverMs?: number } = {}) {
  const clock = createFakeClock();
  const told: [string, number | null][] = [];
  const serverIntervalMs = () => options.serverMs ?? 1_000;
  // One metric of those that are read more often while watched stands for all.
  const demand = createDemand(serverIntervalMs, (metric, everyMs) => {
    if (metric === 'processes') told.push([metric, everyMs]);
  });
  const viewers = createViewers({ clock, serverIntervalMs, demand, most: options.most });
  return { clock, viewers, told };
}

function wish(wanted: Partial<OpenViewer> = {}): OpenViewer {
  return { owner: 'me', role: 'viewer', filter: {}, ...wanted };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (caught) {
    return caught instanceof Fault ? caught.code : String(caught);
  }
  return 'none';
}

describe('the registry of viewers', () => {
  test('gives every new viewer a secret id and another one for presence', () => {
    const { viewers } = make();
    const ids = Array.from({ length: 50 }, () => viewers.open(wish())).flatMap(({ id, presenceId }) => [
      id,
      presenceId,
    ]);
    expect(new Set(ids).size).toBe(100);
    expect(ids.every(isViewerId)).toBe(true);
  });

  test('finds a viewer again with its filter, whatever filter the address names', () => {
    const { viewers } = make();
    const viewer = viewers.open(wish({ filter: { metrics: ['cpu'] } }));
    viewers.setFilter(viewer, { metrics: ['load'] });
    const again = viewers.open(wish({ id: viewer.id, filter: { metrics: ['disk'] }, role: 'operator' }));
    expect(again).toBe(viewer);
    expect(again).toMatchObject({ filter: { metrics: ['load'] }, role: 'operator' });
  });

  test('accepts an id that it does not know, as after a restart', () => {
    const { viewers } = make();
    expect(viewers.open(wish({ id: mine })).id).toBe(mine);
  });

  test('forgets, in looks every 5 s, those who left a minute ago, whenever that was and whoever else stays', () => {
    const { viewers, clock } = make();
    const [gone, late, connected] = [viewers.open(wish()), viewers.open(wish()), viewers.open(wish())];
    connected.streams = 1;
    late.streams = 1;
    const kept = () => [...viewers.all()].length;
    const keptAt: [number, number][] = [];
    for (let second = 5; second <= 250; second += 5) {
      clock.advance(5_000);
      if (second === 100) {
        late.streams = 0;
        late.lastSeenMs = clock.monotonicMs();
      }
      const before = kept();
      viewers.sweep();
      if (kept() < before) keptAt.push([second, kept()]);
    }
    expect(keptAt).toEqual([
      [65, 2],
      [165, 1],
    ]);
    expect([...viewers.all()]).not.toContain(gone);
  });

  test('refuses an id of another session and one of a wrong form', () => {
    const { viewers } = make();
    viewers.open(wish({ id: mine }));
    expect(codeOf(() => viewers.open(wish({ id: mine, owner: 'other' })))).toBe('forbidden');
    expect(codeOf(() => viewers.open(wish({ id: 'short' })))).toBe('invalid_viewer');
    expect(viewers.find(mine, 'other')).toBeUndefined();
    expect(viewers.find(mine, 'me')?.id).toBe(mine);
  });

  test('keeps a viewer 60 s past its last stream, and forgets it then', () => {
    const { viewers, clock } = make();
    const viewer = viewers.open(wish({ id: mine }));
    viewer.streams = 1;
    clock.advance(10 * minuteMs);
    expect(viewers.find(mine, 'me')).toBe(viewer);
    viewer.streams = 0;
    viewer.lastSeenMs = clock.monotonicMs();
    clock.advance(minuteMs);
    expect(viewers.find(mine, 'me')).toBe(viewer);
    clock.advance(1);
    expect(viewers.find(mine, 'me')).toBeUndefined();
    expect(viewers.open(wish({ id: mine, owner: 'other' }))).not.toBe(viewer);
  });

  test('lets the one that was absent longest go when it is full, and refuses when all are connected', () => {
    const { viewers, clock } = make({ most: 3 });
    const [first, second, third] = [viewers.open(wish()), viewers.open(wish()), viewers.open(wish())];
    first.streams = 1;
    third.heldPolls = 1;
    clock.advance(1);
    const fourth = viewers.open(wish());
    expect([...viewers.all()]).toEqual([first, third, fourth]);
    expect(viewers.find(second.id, 'me')).toBeUndefined();
    fourth.streams = 1;
    expect(codeOf(() => viewers.open(wish()))).toBe('too_many');
  });
});

describe('the interval of a viewer', () => {
  test.each<[string, Filter, number, boolean, number | null]>([
    ['left out takes every sample', {}, 1_000, false, null],
    ['below the server is raised to it', { intervalMs: 100 }, 1_000, true, null],
    ['equal to the server takes every sample', { intervalMs: 1_000 }, 1_000, false, null],
    ['above the server takes one per window', { intervalMs: 1_001 }, 1_001, false, 1_001],
  ])('%s', (_, filter, intervalMs, raised, windowMs) => {
    const { viewers } = make();
    const viewer = viewers.open(wish());
    const inForce = viewers.setFilter(viewer, filter);
    expect(inForce).toMatchObject({ intervalMs, raised });
    expect(inForce.filter.intervalMs).toBe(filter.intervalMs === undefined ? undefined : intervalMs);
    expect(viewer.filter).toBe(inForce.filter);
    expect(viewer.plan.windowMs).toBe(windowMs);
    expect(viewers.open(wish({ filter })).plan.windowMs).toBe(windowMs);
  });
});

describe('the demand for metrics that are read more often while watched', () => {
  test('is the shortest interval of all who want them, told on change only', () => {
    const { viewers, clock, told } = make();
    const slow = viewers.open(wish({ filter: { intervalMs: 10_000 } }));
    const slower = viewers.open(wish({ filter: { intervalMs: 20_000 } }));
    viewers.open(wish({ filter: { metrics: ['cpu'] } }));
    expect(told).toEqual([['processes', 10_000]]);
    viewers.setFilter(slower, {});
    viewers.setFilter(slower, { metrics: ['processes'] });
    viewers.setFilter(slower, { metrics: [] });
    viewers.setFilter(slow, { intervalMs: 10_000, metrics: ['processes', 'cpu'] });
    expect(told.slice(1)).toEqual([
      ['processes', 1_000],
      ['processes', 10_000],
    ]);
    clock.advance(minuteMs + 1);
    viewers.sweep();
    expect(told.slice(3)).toEqual([['processes', null]]);
    expect([...viewers.all()]).toEqual([]);
  });
});
