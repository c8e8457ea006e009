import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openAlerts } from '../../../src-main/alerts/alerts.ts';
import type { Past } from '../../../src-main/alerts/past.ts';
import type { AlertEvent } from '../../../src-shared/protocol/alerts.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const quick: Rule = {
  series: 'load.one',
  instance: '*',
  direction: 'above',
  warn: 4,
  critical: 8,
  clear: 3,
  forMs: 0,
  keepMs: 0,
  enabled: true,
};

async function open(dataDir = temporaryFolder(), clock = createFakeClock()) {
  const events: AlertEvent[] = [];
  const order: string[] = [];
  const log = createTestLog();
  const desk = await openAlerts({
    dataDir,
    clock,
    log,
    host: 'box',
    everyMs: 1_000,
    onEvents: (some) => {
      events.push(...some);
      order.push('alert');
    },
    onRules: () => order.push('rules'),
  });
  onTestFinished(() => desk.close());
  const feed = (one: number, times = 1) => {
    for (let n = 0; n < times; n += 1) {
      clock.advance(1_000);
      desk.sample({ t: clock.wallMs(), values: { load: { one, five: null, fifteen: null } }, first: false });
    }
  };
  const short = () => events.map(({ from, state, update }) => update ?? `${from} ${state}`);
  return { desk, events, order, feed, clock, dataDir, short, log };
}

describe('alerts', () => {
  test('come as one event per transition, with all that a page needs', async () => {
    const { desk, events, feed, clock } = await open();
    await desk.rules.set(quick, 'Ada');
    feed(1, 4);
    feed(5);
    expect(events).toEqual([
      {
        host: 'box',
        series: 'load.one',
        instance: '*',
        state: 'warn',
        from: 'ok',
        at: clock.wallMs(),
        since: clock.wallMs(),
        value: 5,
        peak: 5,
        rule: quick,
        reason: 'level',
      },
    ]);
    expect(desk.news()).toMatchObject([{ series: 'load.one', state: 'warn', since: clock.wallMs(), value: 5 }]);
    expect(desk.all().log).toHaveLength(1);
  });

  test('are judged anew by a changed rule, after everybody has the rule', async () => {
    const { desk, feed, order, short } = await open();
    await desk.rules.set(quick, 'Ada');
    feed(5, 5);
    await desk.rules.set({ ...quick, warn: 6, clear: 6 }, 'Ada');
    expect(short()).toEqual(['ok warn', 'warn ok']);
    expect(order).toEqual(['rules', 'alert', 'rules', 'alert']);
  });

  test('are acknowledged until they end or get worse', async () => {
    const { desk, events, feed, short } = await open();
    await desk.rules.set(quick, 'Ada');
    await expect(desk.acknowledge('load.one', '*', 'Ada')).rejects.toMatchObject({ code: 'not_found' });
    feed(1, 4);
    await expect(desk.acknowledge('load.one', '*', 'Ada')).rejects.toMatchObject({ code: 'invalid_request' });
    feed(5);
    const status = await desk.acknowledge('load.one', '*', 'Ada');
    expect(status).toMatchObject({ state: 'warn', acknowledgedBy: 'Ada' });
    expect(events.at(-1)).toMatchObject({ update: 'acknowledged', state: 'warn', from: 'warn', acknowledgedBy: 'Ada' });
    feed(9);
    expect(desk.find('load.one', '*')).not.toHaveProperty('acknowledgedBy');
    await desk.acknowledge('load.one', '*', 'Bob');
    feed(1);
    expect(desk.news()).toEqual([]);
    expect(short()).toEqual(['ok warn', 'acknowledged', 'warn critical', 'acknowledged', 'critical ok']);
  });

  test('go on being evaluated while they are snoozed, for at most 7 days', async () => {
    const { desk, feed, clock, short } = await open();
    await desk.rules.set(quick, 'Ada');
    feed(5, 5);
    const untilMs = clock.wallMs() + 60_000;
    await expect(desk.snooze('load.one', '*', clock.wallMs() + 8 * 86_400_000)).rejects.toMatchObject({
      code: 'invalid_request',
    });
    expect(await desk.snooze('load.one', '*', untilMs)).toMatchObject({ snoozedUntil: untilMs });
    feed(1, 2);
    expect(desk.news()).toMatchObject([{ state: 'ok', snoozedUntil: untilMs }]);
    clock.advance(60_000);
    expect(desk.news()).toEqual([]);
    await desk.snooze('load.one', '*', clock.wallMs() + 60_000);
    expect(await desk.snooze('load.one', '*', 0)).not.toHaveProperty('snoozedUntil');
    expect(short()).toEqual(['ok warn', 'snoozed', 'warn ok', 'snoozed', 'snoozed']);
  });

  test('are previewed over all that is held after the interval has changed', async () => {
    const nothing: Past = {
      instancesOf: () => [],
      coverage: () => null,
      marks: () => [],
      pieces: () => [],
      stretches: () => [],
    };
    const { desk, clock } = await open();
    await desk.rules.set(quick, 'Ada');
    desk.retune(100, nothing);
    const startMs = clock.wallMs();
    for (let n = 0; n < 2_000; n += 1) {
      clock.advance(100);
      const one = n > 50 && n < 100 ? 5 : 1;
      desk.sample({ t: clock.wallMs(), values: { load: { one, five: null, fifteen: null } }, first: false });
    }
    expect(await desk.preview(quick, startMs, clock.wallMs(), null)).toMatchObject({ count: 1 });
  });

  test('refuse a snooze without end also before anything was read', async () => {
    const { desk, clock } = await open();
    const tooLate = clock.wallMs() + 8 * 86_400_000;
    await expect(desk.snooze('memory.usedShare', '*', tooLate)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  test('outlive the process: what fired is unknown, what people did and the log are kept', async () => {
    const { desk, feed, dataDir, clock } = await open();
    await desk.rules.set(quick, 'Ada');
    feed(5, 5);
    await desk.acknowledge('load.one', '*', 'Ada');
    await desk.close();
    const next = await open(dataDir, clock);
    expect(next.events).toMatchObject([{ state: 'unknown', from: 'warn', reason: 'restart', acknowledgedBy: 'Ada' }]);
    expect(next.desk.all().log.map(({ state }) => state)).toEqual(['warn', 'unknown']);
    next.feed(5, 4);
    expect(next.desk.news()).toMatchObject([{ state: 'warn', acknowledgedBy: 'Ada' }]);
    expect(next.short()).toEqual(['warn unknown', 'unknown warn']);
  });

  test('that lost their data stay acknowledged where they come back at the level that was seen or below', async () => {
    const { desk, feed, clock } = await open();
    await desk.rules.set(quick, 'Ada');
    const lose = () => {
      clock.advance(60_000);
      desk.gap(clock.wallMs());
    };
    feed(9, 5);
    await desk.acknowledge('load.one', '*', 'Ada');
    lose();
    expect(desk.news()).toMatchObject([{ state: 'unknown', acknowledgedBy: 'Ada' }]);
    for (const value of [5, 9, 5]) {
      feed(value, 5);
      expect(desk.news()).toMatchObject([{ acknowledgedBy: 'Ada' }]);
      lose();
    }
    feed(1, 5);
    lose();
    feed(5, 5);
    expect(desk.find('load.one', '*')).toMatchObject({ state: 'warn' });
    expect(desk.find('load.one', '*')).not.toHaveProperty('acknowledgedBy');
  });

  test('that lost their data and come back worse than they were seen are news', async () => {
    const { desk, feed, clock, events } = await open();
    await desk.rules.set(quick, 'Ada');
    feed(5, 5);
    await desk.acknowledge('load.one', '*', 'Ada');
    expect(events.at(-1)).not.toHaveProperty('acknowledgedLevel');
    clock.advance(60_000);
    desk.gap(clock.wallMs());
    feed(9, 5);
    expect(desk.find('load.one', '*')).toMatchObject({ state: 'critical' });
    expect(desk.find('load.one', '*')).not.toHaveProperty('acknowledgedBy');
  });

  test('are unknown after a gap', async () => {
    const { desk, feed, clock, short } = await open();
    await desk.rules.set(quick, 'Ada');
    feed(5, 5);
    clock.advance(3_600_000);
    desk.gap(clock.wallMs());
    feed(1);
    expect(short()).toEqual(['ok warn', 'warn unknown', 'unknown ok']);
  });

  test('keep a bounded log', async () => {
    const { desk, feed } = await open();
    await desk.rules.set(quick, 'Ada');
    for (let n = 0; n < 600; n += 1) {
      feed(5);
      feed(1);
    }
    expect(desk.all().log).toHaveLength(1_000);
  }, 30_000);

  test('start without a log where its file is damaged', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'alerts.json'), '[]');
    const { desk, log } = await open(dataDir);
    expect(desk.all()).toEqual({ states: [], log: [] });
    expect(log.text()).toContain('set aside');
  });

  test('that cannot be written are written as soon as that works again, and both is said once', async () => {
    const { desk, feed, clock, dataDir, log } = await open();
    await desk.rules.set(quick, 'Ada');
    // A folder in the place of the unfinished copy: nothing can be written.
    const unfinished = join(dataDir, 'alerts.json.unfinished');
    mkdirSync(unfinished);
    feed(1, 4);
    feed(5);
    clock.advance(1_000);
    await vi.waitUntil(() => log.text().includes('not saved'));
    clock.advance(10_000);
    await vi.waitUntil(() => clock.pending() > 0);
    rmSync(unfinished, { recursive: true });
    clock.advance(10_000);
    await vi.waitUntil(() => log.text().includes('saved again'));
    expect(readFileSync(join(dataDir, 'alerts.json'), 'utf8')).toContain('"state":"warn"');
    expect(log.text().match(/not saved;/gu)).toHaveLength(1);
  });

  test('are previewed by the readings of this server', async () => {
    const { desk, feed, clock } = await open();
    feed(1, 5);
    feed(5, 2);
    feed(1, 5);
    const from = clock.wallMs() - 60_000;
    expect(await desk.preview(quick, from, clock.wallMs(), null)).toMatchObject({
      count: 1,
      fired: [{ level: 'warn', peak: 5 }],
    });
    await expect(desk.preview({ ...quick, warn: -1 }, from, clock.wallMs(), null)).rejects.toThrow('"warn"');
  });
});
