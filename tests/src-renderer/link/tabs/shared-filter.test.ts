import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../src-renderer/link/control.ts';
import type { PageSample } from '../../../../src-renderer/link/incoming.ts';
import type { MetricValues } from '../../../../src-shared/metrics/registry.ts';
import type { Filter } from '../../../../src-shared/protocol/filter.ts';
import { createFakeTabs, type FakeTab, type FakeTabs } from './fake-tabs.ts';

/** The filter in force of the one stream. */
function inForce({ server }: FakeTabs): Filter | undefined {
  const [viewer, ...others] = [...server.hub.viewers.all()].filter(({ streams }) => streams > 0);
  expect(others).toEqual([]);
  return viewer?.filter;
}

const metricsOf = (samples: readonly PageSample[]) => new Set(samples.flatMap(({ values }) => [...values.keys()]));

const names = ['zsh', 'bash', 'sleep', 'node', 'sleep'];
const values: Partial<MetricValues> = {
  load: { one: 1, five: 1, fifteen: 1 },
  memory: { total: 9, used: 1, available: 8, cached: 0, buffers: 0, swapTotal: 0, swapUsed: 0 },
  processes: {
    count: 5,
    running: 1,
    top: names.map((name, pid) => ({ pid, name, user: 'root', cpu: pid, memory: 9 - pid })),
  },
};

/** Lets seconds pass, and what the last one brought arrive. */
const seconds = (fake: FakeTabs, count: number) => fake.pass(count * 1_000 + 20);

/** What came of a wish, once it has had the time that messages and answers take. */
async function told(fake: FakeTabs, wish: Promise<Outcome> | undefined): Promise<Outcome> {
  await seconds(fake, 1);
  return (await wish) ?? null;
}

/** The rows that a tab shows, by name; of the newest sample that has any. */
function tableOf({ samples }: FakeTab): unknown {
  const newest = samples.findLast(({ values: read }) => read.has('processes'))?.values.get('processes');
  if (typeof newest !== 'object' || newest === null || !('top' in newest) || !Array.isArray(newest.top)) return null;
  return newest.top.map((row: unknown) => (typeof row === 'object' && row !== null && 'name' in row ? row.name : null));
}

describe('the shared stream', { timeout: 60_000 }, () => {
  test('carries what all tabs want, and each takes its own', async () => {
    const fake = createFakeTabs(values);
    const fast = fake.open({ metrics: ['load'] });
    await fake.pass(300);
    const slow = fake.open({ metrics: ['memory'], intervalMs: 5_000 });
    await seconds(fake, 16);
    expect(inForce(fake)).toEqual({ metrics: ['cpu', 'memory', 'load'] });
    expect(metricsOf(fast.samples)).toEqual(new Set(['load']));
    expect(metricsOf(slow.samples)).toEqual(new Set(['memory']));
    expect(fast.samples.length).toBeGreaterThan(14);
    const windows = slow.samples.map(({ t }) => Math.floor(t / 5_000));
    expect([...new Set(windows)]).toEqual(windows);
    expect(windows.length).toBeGreaterThan(2);
  });

  test('has read faster what one tab asks for, and gives it to that tab alone', async () => {
    const fake = createFakeTabs(values);
    const one = fake.open();
    await fake.pass(300);
    const other = fake.open({ metrics: ['load'] });
    await seconds(fake, 2);
    // The tab that asks follows; the one that leads has to carry it.
    void other.link.setFast(['cpu']);
    await seconds(fake, 1);
    expect(inForce(fake)).toEqual({ fast: ['cpu'] });
    const before = one.samples.length;
    const cpu = { total: 1, user: 1, system: 0, iowait: 0, steal: 0, cores: [] };
    fake.server.hub.publishFast(fake.clock.wallMs(), 100, { cpu });
    await seconds(fake, 1);
    expect(other.fast.map(({ everyMs, values: read }) => [everyMs, [...read]])).toEqual([[100, [['cpu', cpu]]]]);
    expect(one.fast).toEqual([]);
    expect(one.samples.length - before).toBe(1);
    expect(metricsOf(other.samples)).toEqual(new Set(['load']));
    void other.link.setFast([]);
    await seconds(fake, 1);
    expect(inForce(fake)).toEqual({});
  });

  test('leaves those who have something read faster what they have, and tells who comes too late', async () => {
    const fake = createFakeTabs(values);
    const tabs = [fake.open()];
    for (let count = 1; count < 4; count += 1) {
      await fake.pass(300);
      tabs.push(fake.open());
    }
    await seconds(fake, 2);
    const [one, two, three, four] = tabs;
    expect(await told(fake, two?.link.setFast(['network']))).toEqual({
      fastLeftOut: expect.stringContaining('network'),
    });
    void three?.link.setFast(['memory']);
    await seconds(fake, 1);
    // The first one leads, the others follow.
    for (const late of [one, four]) {
      const outcome = await told(fake, late?.link.setFast(['cpu']));
      expect(outcome).toMatchObject({ fastLeftOut: expect.stringContaining('Other tabs') });
    }
    expect(await told(fake, four?.link.setFast(['memory']))).not.toHaveProperty('fastLeftOut');
    expect(inForce(fake)).toMatchObject({ fast: ['memory'] });
  });

  test('is read no faster for a tab that nobody looks at', async () => {
    const fake = createFakeTabs(values);
    const one = fake.open();
    await seconds(fake, 2);
    void one.link.setFast(['cpu']);
    await seconds(fake, 1);
    one.link.slowDown();
    await seconds(fake, 1);
    expect(inForce(fake)).toEqual({ intervalMs: 10_000 });
  });

  test('becomes narrower when a tab leaves, and slow when nobody looks', async () => {
    const fake = createFakeTabs(values);
    const one = fake.open({ metrics: ['load'] });
    await fake.pass(300);
    const other = fake.open({});
    await seconds(fake, 2);
    expect(inForce(fake)).toEqual({});
    other.close();
    await seconds(fake, 1);
    expect(inForce(fake)).toEqual({ metrics: ['load'] });
    const third = fake.open({ metrics: ['load'] });
    await seconds(fake, 1);
    one.link.slowDown();
    await seconds(fake, 1);
    expect(inForce(fake)).toEqual({ metrics: ['cpu', 'load'] });
    third.link.slowDown();
    await seconds(fake, 1);
    expect(inForce(fake)).toEqual({ metrics: ['load'], intervalMs: 10_000 });
    third.link.speedUp();
    await seconds(fake, 1);
    expect(inForce(fake)).toEqual({ metrics: ['cpu', 'load'] });
  });

  test('gives a tab that came back all that it left out', async () => {
    const fake = createFakeTabs(values);
    fake.open({});
    await fake.pass(300);
    const other = fake.open({ metrics: ['load'] });
    await seconds(fake, 2);
    other.link.slowDown();
    await seconds(fake, 12);
    other.link.speedUp();
    await seconds(fake, 1);
    const times = new Set(other.samples.map(({ t }) => t));
    expect(fake.server.times.filter((t) => !times.has(t))).toEqual([]);
  });

  test('follows a filter that is set in any tab, before the past of it is asked for', async () => {
    const fake = createFakeTabs(values);
    fake.open({ metrics: ['load'] });
    await fake.pass(300);
    const other = fake.open({ metrics: ['load'] });
    await seconds(fake, 3);
    expect(metricsOf(other.samples)).toEqual(new Set(['load']));
    const set = other.link.setFilter({ metrics: ['memory'] });
    await fake.pass(100);
    expect(await set).toEqual({});
    const past = other.samples.filter(({ values: read }) => read.has('memory')).map(({ t }) => t);
    expect(past.length).toBeGreaterThan(2);
    expect(inForce(fake)).toEqual({ metrics: ['memory', 'load'] });
  });

  test('is left as it was by a wish that the server refuses, which the tab is told', async () => {
    const fake = createFakeTabs(values);
    fake.open({ metrics: ['load'] });
    await fake.pass(300);
    const other = fake.open({ metrics: ['load'] });
    await seconds(fake, 1);
    fake.server.isStrict = true;
    const set = other.link.setFilter({ metrics: ['memory'] });
    await fake.pass(100);
    expect(await set).toMatchObject({ code: 'forbidden', message: 'Not that often.' });
    fake.server.isStrict = false;
    fake.open({ metrics: ['cpu'] });
    await seconds(fake, 1);
    expect(inForce(fake)).toEqual({ metrics: ['cpu', 'load'] });
    expect(metricsOf(other.samples)).toEqual(new Set(['load']));
  });

  test('has what was wished for while nobody led', async () => {
    const fake = createFakeTabs(values);
    const first = fake.open({ metrics: ['load'] });
    await fake.pass(300);
    const other = fake.open({ metrics: ['load'] });
    await seconds(fake, 1);
    first.crash();
    const set = other.link.setFilter({ metrics: ['memory'] });
    await seconds(fake, 6);
    expect(await set).toBeNull();
    expect(inForce(fake)).toEqual({ metrics: ['memory'] });
    expect(other.samples.at(-1)?.values.has('memory')).toBe(true);
  });

  test('forgets what a tab wanted that crashed', async () => {
    const fake = createFakeTabs(values);
    fake.open({ metrics: ['load'] });
    await fake.pass(300);
    fake.open({}).crash();
    await fake.pass(300);
    expect(inForce(fake)).toEqual({});
    await fake.pass(200_000);
    expect(inForce(fake)).toEqual({ metrics: ['load'] });
  });
});

describe('the process table', { timeout: 60_000 }, () => {
  const search = (match: string) => ({ top: 10, sort: 'name', match }) as const;

  test('of one tab alone comes with the stream', async () => {
    const fake = createFakeTabs(values);
    const tab = fake.open({ processes: search('sh') });
    await seconds(fake, 3);
    expect(inForce(fake)).toEqual({ processes: search('sh') });
    expect(tableOf(tab)).toEqual(['bash', 'zsh']);
    expect([...fake.server.hub.viewers.all()]).toHaveLength(1);
  });

  test('of a tab that searches otherwise is its own, every second', async () => {
    const fake = createFakeTabs(values);
    const usual = fake.open({});
    await fake.pass(300);
    const shells = fake.open({ processes: search('sh') });
    await fake.pass(300);
    const sleepers = fake.open({ processes: search('sleep') });
    await seconds(fake, 4);
    expect(tableOf(usual)).toEqual(['sleep', 'node', 'sleep', 'bash', 'zsh']);
    expect(tableOf(shells)).toEqual(['bash', 'zsh']);
    expect(tableOf(sleepers)).toEqual(['sleep', 'sleep']);
    for (const tab of [usual, shells, sleepers]) {
      const withTable = tab.samples.filter(({ values: read }) => read.has('processes')).map(({ t }) => t);
      expect(new Set(withTable)).toEqual(new Set(fake.server.times));
    }
    // They are still one stream.
    expect(inForce(fake)).toEqual({});
  });

  test('never shows rows of another tab’s search', async () => {
    const fake = createFakeTabs(values);
    const one = fake.open({ processes: search('sh') });
    await seconds(fake, 2);
    const other = fake.open({ processes: search('sleep') });
    await seconds(fake, 2);
    one.close();
    await seconds(fake, 3);
    expect(inForce(fake)).toEqual({ processes: search('sleep') });
    for (const { values: read } of other.samples) {
      expect(JSON.stringify(read.get('processes') ?? {})).not.toMatch(/bash|node/u);
    }
    expect(tableOf(other)).toEqual(['sleep', 'sleep']);
  });

  test('of a tab that searches otherwise is asked for at the ordinary pace, whatever the tab has read faster', async () => {
    const fake = createFakeTabs(values);
    fake.open({});
    await fake.pass(300);
    const shells = fake.open({ processes: search('sh') });
    await seconds(fake, 2);
    void shells.link.setFast(['cpu']);
    // Another search makes another viewer for the table.
    void shells.link.setFilter({ processes: search('ash') });
    await seconds(fake, 2);
    const fast = () => [...fake.server.hub.viewers.all()].filter(({ filter }) => filter.fast !== undefined);
    expect(fast().map(({ streams }) => streams)).toEqual([1]);
    void shells.link.setFast([]);
    await seconds(fake, 2);
    expect(fast()).toEqual([]);
  });

  test('is asked for anew when the search changes', async () => {
    const fake = createFakeTabs(values);
    fake.open({});
    await fake.pass(300);
    const tab = fake.open({ processes: search('sh') });
    await seconds(fake, 2);
    const set = tab.link.setFilter({ processes: search('node') });
    await seconds(fake, 2);
    await set;
    expect(tableOf(tab)).toEqual(['node']);
  });
});
