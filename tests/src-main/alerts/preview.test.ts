import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldRestart, foldSample, freshEngine } from '../../../src-main/alerts/engine.ts';
import { previewRule } from '../../../src-main/alerts/preview.ts';
import type { ReadValues } from '../../../src-main/alerts/readings.ts';
import { createReadingsBuffer } from '../../../src-main/alerts/readings-buffer.ts';
import { createRuleBook } from '../../../src-main/alerts/rule-book.ts';
import { isFiring, type Transition } from '../../../src-shared/protocol/alerts.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';
import { anyHappenings, anyRule, type Happening } from '../../support/watch-series.ts';

const everyMs = 1_000;
const start = 1_700_000_000_000;
const none: ReadonlySet<string> = new Set();

const total = (value: number | null): ReadValues => ({
  cpu: { total: value, user: null, system: null, iowait: null, steal: null, cores: [] },
});
const idle: ReadValues = { load: { one: 0, five: 0, fifteen: 0 } };

const rule: Rule = {
  series: 'cpu.total',
  instance: '*',
  direction: 'above',
  warn: 80,
  critical: 95,
  clear: 70,
  forMs: 3_000,
  keepMs: 3_000,
  enabled: true,
};

const makeBuffer = () => createReadingsBuffer({ everyMs, isKept: (series) => series.startsWith('cpu.') });

/** Lets the real engine and the buffer live through the same time. */
function live(one: Rule, happenings: readonly Happening[]) {
  const buffer = makeBuffer();
  const book = createRuleBook([one]);
  const log: Transition[] = [];
  let t = start;
  buffer.mark(t);
  let { state } = foldRestart(freshEngine, t, 'restart');
  const feed = (values: ReadValues) => {
    t += everyMs;
    buffer.add(t, values);
    const step = foldSample(state, book, everyMs, { t, values, first: false });
    state = step.state;
    log.push(...step.transitions);
  };
  for (const happening of happenings) {
    if (happening.kind === 'reading') feed(total(happening.value));
    else if (happening.kind === 'silence') for (let ms = 0; ms < happening.ms; ms += everyMs) feed(idle);
    else {
      t += 60_000;
      buffer.mark(t);
      const step = foldRestart(state, t, 'gap');
      state = step.state;
      log.push(...step.transitions);
    }
  }
  return { buffer, log, t };
}

/** The alerts of a log, from firing to not firing. */
function alertsOf(log: readonly Transition[]) {
  const alerts: { at: number; level: string; untilMs: number | null }[] = [];
  for (const { state, from, at } of log) {
    const open = alerts.at(-1);
    if (!isFiring(state)) {
      if (isFiring(from) && open !== undefined) open.untilMs = at;
    } else if (!isFiring(from)) alerts.push({ at, level: state, untilMs: null });
    else if (state === 'critical' && open !== undefined) open.level = state;
  }
  return alerts;
}

describe('a preview', () => {
  test('says what the engine would have done, for any rule and any series', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, (one, happenings) => {
        const { buffer, log, t } = live(one, happenings);
        const preview = previewRule(buffer, { rule: one, from: start, to: t, serverIntervalMs: everyMs, except: none });
        expect(preview.fired.map(({ at, level, untilMs }) => ({ at, level, untilMs }))).toEqual(alertsOf(log));
      }),
      { numRuns: 200 },
    );
  });

  test('tells times, level, peak and what is still on', () => {
    const steady = (value: number, times: number) =>
      Array.from({ length: times }, () => ({ kind: 'reading' as const, value }));
    const { buffer, t } = live(rule, [...steady(10, 5), ...steady(97, 5), ...steady(5, 10), ...steady(85, 8)]);
    expect(previewRule(buffer, { rule, from: 0, to: t, serverIntervalMs: everyMs, except: none })).toEqual({
      fired: [
        { instance: '*', at: start + 9_000, level: 'critical', untilMs: start + 14_000, peak: 97 },
        { instance: '*', at: start + 24_000, level: 'warn', untilMs: null, peak: 85 },
      ],
      count: 2,
      from: 0,
      to: t,
      covered: { from: start + 1_000, to: t },
    });
  });

  test('of a time for which nothing is held covers nothing', () => {
    const { buffer } = live(rule, [{ kind: 'reading', value: 99 }]);
    const preview = previewRule(buffer, { rule, from: 0, to: 1_000, serverIntervalMs: everyMs, except: none });
    expect(preview).toMatchObject({ count: 0, covered: null });
  });

  test('leaves out the instances that have a rule of their own', () => {
    const buffer = makeBuffer();
    const cores = (...values: number[]): ReadValues => ({
      cpu: { total: 0, user: 0, system: 0, iowait: 0, steal: 0, cores: values },
    });
    for (let n = 1; n < 20; n += 1) buffer.add(start + n * everyMs, cores(99, 99));
    const question = { rule: { ...rule, series: 'cpu.cores' }, from: start, to: start + 60_000 };
    const of = (except: ReadonlySet<string>) =>
      previewRule(buffer, { ...question, serverIntervalMs: everyMs, except }).fired.map(({ instance }) => instance);
    expect(of(none)).toEqual(['0', '1']);
    expect(of(new Set(['*', '1']))).toEqual(['0']);
  });

  test('reaches back a day in averages of 10 s, and answers within 50 ms for one series', () => {
    const buffer = makeBuffer();
    const dayMs = 86_400_000;
    for (let t = start; t < start + dayMs; t += everyMs) {
      // Four hours calm, then ten minutes of load, six times.
      buffer.add(t, total((t - start) % (dayMs / 6) > dayMs / 6 - 600_000 ? 99 : 20));
    }
    const end = start + dayMs - everyMs;
    const ask = () => previewRule(buffer, { rule, from: start, to: end, serverIntervalMs: everyMs, except: none });
    const startedMs = performance.now();
    const preview = ask();
    expect(performance.now() - startedMs).toBeLessThan(50);
    expect(preview.count).toBe(6);
    expect((preview.covered?.from ?? 0) - start).toBeLessThan(30_000);
  }, 30_000);
});
