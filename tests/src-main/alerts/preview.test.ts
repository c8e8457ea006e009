import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldRestart, foldSample, freshEngine } from '../../../src-main/alerts/engine.ts';
import type { Past } from '../../../src-main/alerts/past.ts';
import { previewRule, type Budget, type PreviewQuestion } from '../../../src-main/alerts/preview.ts';
import type { ReadValues } from '../../../src-shared/metrics/readings.ts';
import { createReadingsBuffer } from '../../../src-main/alerts/readings-buffer.ts';
import { createRuleBook } from '../../../src-main/alerts/rule-book.ts';
import { isFiring, type Transition } from '../../../src-shared/protocol/alerts.ts';
import { isBad, type Rule } from '../../../src-shared/protocol/rule.ts';
import { toldBy } from '../../support/told.ts';
import { anyHappenings, anyRule, type Happening } from '../../support/watch-series.ts';

const everyMs = 1_000;
const start = 1_700_000_000_000;
const none: ReadonlySet<string> = new Set();

const total = (value: number | null): ReadValues => ({
  cpu: { total: value, user: null, system: null, iowait: null, steal: null, cores: [] },
});
const cores = (...values: number[]): ReadValues => ({
  cpu: { total: 0, user: 0, system: 0, iowait: 0, steal: 0, cores: values },
});
const steady = (value: number, times: number) =>
  Array.from({ length: times }, () => ({ kind: 'reading' as const, value }));
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

const forever: Budget = { nowMs: () => 0, deadlineMs: () => 1 };

/** Takes all steps of a preview at once, and says how many there were. */
function preview(past: Past, question: Partial<PreviewQuestion> & { to: number }, budget = forever) {
  const full = { rule, from: start, serverIntervalMs: everyMs, except: none, ...question };
  const steps = previewRule(past, full, budget);
  let count = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) count += 1;
  return { ...step.value, steps: count };
}

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
        const { fired } = preview(buffer, { rule: one, to: t });
        expect(fired.map(({ at, level, untilMs }) => ({ at, level, untilMs }))).toEqual(alertsOf(log));
      }),
      { numRuns: 200 },
    );
  });

  test('says the same where what cannot matter is passed over and where it is lived through', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, (one, happenings) => {
        const { buffer, t } = live(one, happenings);
        // A piece in which nothing is bad may be passed over whole.
        const inPieces: Past = {
          ...buffer,
          pieces: (series, instance, { from, to }, { direction, level }) =>
            Array.from({ length: Math.max(0, Math.ceil((to - from) / 7_000)) }, (_none, n) => {
              const piece = { from: from + n * 7_000, to: Math.min(to, from + (n + 1) * 7_000) };
              const values = toldBy(buffer.stretches(series, instance, piece)).map(([, value]) => value);
              return { ...piece, isQuiet: !values.some((value) => isBad(direction, value, level)) };
            }),
        };
        const whole = preview(buffer, { rule: one, to: t });
        expect(preview(inPieces, { rule: one, to: t })).toEqual({ ...whole, steps: expect.any(Number) });
      }),
      { numRuns: 100 },
    );
  });

  test('tells times, level, peak and what is still on', () => {
    const { buffer, t } = live(rule, [...steady(10, 5), ...steady(97, 5), ...steady(5, 10), ...steady(85, 8)]);
    expect(preview(buffer, { from: 0, to: t })).toMatchObject({
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
    expect(preview(buffer, { from: 0, to: 1_000 })).toMatchObject({ count: 0, covered: null });
    expect(preview(makeBuffer(), { to: start })).toMatchObject({ count: 0, covered: null });
  });

  test('leaves out the instances that have a rule of their own', () => {
    const buffer = makeBuffer();
    for (let n = 1; n < 20; n += 1) buffer.add(start + n * everyMs, cores(99, 99));
    const of = (except: ReadonlySet<string>) =>
      preview(buffer, { rule: { ...rule, series: 'cpu.cores' }, to: start + 60_000, except }).fired.map(
        ({ instance }) => instance,
      );
    expect(of(none)).toEqual(['0', '1']);
    expect(of(new Set(['*', '1']))).toEqual(['0']);
  });

  test('knows of a start right before the time that is asked for', () => {
    const { buffer, t } = live(rule, steady(99, 5));
    const after = preview(buffer, { from: start + 1_000, to: t });
    expect(after.fired).toMatchObject([{ at: start + 4_000 }]);
    buffer.mark(t + 500);
    for (let n = 1; n < 6; n += 1) buffer.add(t + n * everyMs, total(99));
    const { fired } = preview(buffer, { from: t + 1_000, to: t + 5_000 });
    expect(fired).toMatchObject([{ at: t + 4_000 }]);
  });

  describe('of a day', () => {
    const dayMs = 86_400_000;
    const end = start + dayMs - everyMs;
    const buffer = makeBuffer();
    for (let t = start; t <= end; t += everyMs) {
      // Four hours calm, then ten minutes of load, six times.
      buffer.add(t, total((t - start) % (dayMs / 6) > dayMs / 6 - 600_000 ? 99 : 20));
    }

    test('reaches back all of it in averages of 10 s', () => {
      const { count, covered } = preview(buffer, { to: end });
      expect(count).toBe(6);
      expect((covered?.from ?? 0) - start).toBeLessThan(30_000);
    });

    test('says how far back it reached where there was no time for more, and is right about that part', () => {
      // A clock of which each look takes 5 ms.
      const slow = (deadlineMs: number) => {
        let now = 0;
        return preview(buffer, { to: end }, { nowMs: () => (now += 5), deadlineMs: () => deadlineMs });
      };
      expect(slow(1).covered).toEqual({ from: end - 900_000, to: end });
      const { covered, fired, count } = slow(60);
      expect(covered?.to).toBe(end);
      expect(covered?.from).toBeGreaterThan(start + 3_600_000);
      expect(covered?.from).toBeLessThan(end - 900_000);
      const part = preview(buffer, { from: covered?.from ?? 0, to: end });
      expect({ covered, fired, count }).toEqual({ covered: part.covered, fired: part.fired, count: part.count });
    });
  });
});
