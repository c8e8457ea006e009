import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeWatch, releaseWatch } from '../../../src-main/alerts/watch.ts';
import { clearLevel, isBad, type Rule } from '../../../src-shared/protocol/rule.ts';
import { anyHappenings, anyRule, periodMs, play, steady } from '../../support/watch-series.ts';

const rule: Rule = {
  series: 'cpu.total',
  instance: '*',
  direction: 'above',
  warn: 80,
  critical: 95,
  clear: 70,
  forMs: 5_000,
  keepMs: 4_000,
  enabled: true,
};

/** A value on the safe side of everything. */
const safest = (one: Rule) => (one.direction === 'above' ? 0 : 100);
const worst = (one: Rule) => (one.direction === 'above' ? 100 : 0);
const states = (run: { readonly transitions: readonly { readonly state: string }[] }) =>
  run.transitions.map(({ state }) => state);

describe('for any rule and any series', () => {
  test('each transition leaves the state that the one before entered, and none ends what never began', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, (one, happenings) => {
        let before = 'ok';
        for (const { from, state } of play(one, happenings).transitions) {
          expect(from).toBe(before);
          expect(state).not.toBe(from);
          before = state;
        }
      }),
    );
  });

  test('nothing stays stuck: safe for keepMs always ends in ok', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, (one, happenings) => {
        const run = play(one, happenings);
        const end = play(one, steady(safest(one), one.keepMs / periodMs + 1), run);
        expect(end.watch.state).toBe('ok');
      }),
    );
  });

  test('nothing is missed: bad for forMs always ends in an alert, once the first window has passed', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, (one, happenings) => {
        const run = play(one, happenings);
        const window = Math.max(one.forMs, 3 * periodMs);
        const end = play(one, steady(worst(one), window / periodMs + 1), run);
        expect(end.watch.state).toBe(one.critical === null ? 'warn' : 'critical');
      }),
    );
  });

  test('nothing fires in the first window after a start or a gap', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, (one, happenings) => {
        const { transitions, restarts } = play(one, happenings);
        for (const { state, at, from } of transitions) {
          const restartedAt = restarts.findLast((restart) => restart <= at) ?? Number.NaN;
          if (state === 'critical' || (state === 'warn' && from !== 'critical')) {
            expect(at).toBeGreaterThanOrEqual(restartedAt + Math.max(one.forMs, 3 * periodMs));
          }
        }
      }),
    );
  });

  test('what fires was bad at every reading for forMs, and what resolves was safe at every reading for keepMs', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, (one, happenings) => {
        const { transitions, readings } = play(one, happenings);
        const within = (at: number, ms: number) => readings.filter(({ t }) => t >= at - ms && t <= at);
        for (const { state, from, at, reason } of transitions) {
          if (reason !== 'level') continue;
          const rising = state === 'critical' || (state === 'warn' && from !== 'critical');
          const limit = rising ? one[state] : state === 'warn' ? one.critical : clearLevel(one);
          if (limit === null) throw new Error(`${state} has no level`);
          for (const { value } of within(at, rising ? one.forMs : one.keepMs)) {
            if (rising) expect(isBad(one.direction, value, limit)).toBe(true);
            else if (from !== 'unknown') expect(isBad(one.direction, value, limit)).toBe(false);
          }
        }
      }),
    );
  });

  test('between the clear and the warn level an alert neither begins nor ends', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, fc.integer({ min: 1, max: 30 }), (one, happenings, length) => {
        const firing = one.warn ?? one.critical ?? 0;
        const clear = one.clear ?? firing;
        fc.pre(Math.abs(firing - clear) > 1);
        const between = (firing + clear) / 2;
        const run = play(one, [...happenings, ...steady(between, 1)]);
        const after = states(play(one, steady(between, length), run));
        const possible = { ok: [], pending: [], warn: [], critical: ['warn'], unknown: ['ok'] }[run.watch.logged];
        expect(possible).toEqual(expect.arrayContaining(after));
      }),
    );
  });

  test('a watch is plain data: written down and read again it goes on the same', () => {
    fc.assert(
      fc.property(anyRule, anyHappenings, anyHappenings, (one, first, second) => {
        const run = play(one, first);
        const copy = { ...run, watch: structuredClone(run.watch) };
        expect(play(one, second, copy)).toEqual(play(one, second, run));
      }),
    );
  });
});

describe('a watch', () => {
  test('is pending before it fires, and says nothing of it', () => {
    const run = play(rule, [...steady(20, 10), ...steady(90, 5)]);
    expect(run.watch).toMatchObject({ state: 'pending', logged: 'ok', peak: 90 });
    expect(run.transitions).toEqual([]);
  });

  test('goes up by levels and comes down by levels, with the worst value of it all', () => {
    const up = play(rule, [...steady(20, 10), ...steady(85, 6), ...steady(97, 6)]);
    const down = play(rule, [...steady(90, 5), ...steady(75, 20), ...steady(60, 5)], up);
    expect(states(up)).toEqual(['warn', 'critical']);
    expect(down.transitions.map(({ state, from, peak }) => [from, state, peak])).toEqual([
      ['critical', 'warn', 97],
      ['warn', 'ok', 97],
    ]);
  });

  test('goes straight from critical to ok where the value falls far', () => {
    const up = play(rule, [...steady(20, 10), ...steady(99, 6)]);
    expect(states(play(rule, steady(10, 5), up))).toEqual(['ok']);
  });

  test('a value on the level itself is safe', () => {
    expect(play(rule, steady(80, 60)).transitions).toEqual([]);
  });

  test('a reading that failed neither fires, resolves nor starts over', () => {
    const bad = steady(90, 3);
    const run = play(rule, [...steady(20, 10), ...bad, { kind: 'reading', value: null }, ...bad]);
    expect(states(run)).toEqual(['warn']);
  });

  test('is unknown after three periods without a reading, and goes through evaluation again', () => {
    const firing = play(rule, [...steady(20, 10), ...steady(90, 6)]);
    const silent = play(rule, [{ kind: 'silence', ms: 5_000 }], firing);
    expect(silent.transitions).toMatchObject([{ state: 'unknown', from: 'warn', reason: 'no_data' }]);
    expect(states(play(rule, steady(90, 5), silent))).toEqual([]);
    expect(states(play(rule, steady(90, 6), silent))).toEqual(['warn']);
    expect(states(play(rule, steady(20, 5), silent))).toEqual(['ok']);
  });

  test('three periods are not too long yet', () => {
    const run = play(rule, [...steady(20, 10), { kind: 'silence', ms: 1_000 }, ...steady(20, 3)]);
    expect(run.transitions).toEqual([]);
  });

  test('a gap turns what fires into unknown at once', () => {
    const firing = play(rule, [...steady(20, 10), ...steady(99, 6)]);
    expect(play(rule, [{ kind: 'gap' }], firing).transitions).toMatchObject([
      { state: 'unknown', from: 'critical', reason: 'gap' },
    ]);
  });
});

describe('a changed rule', () => {
  const firing = play(rule, [...steady(20, 10), ...steady(90, 6)]);

  test('judges the newest value at once', () => {
    const quick = { ...rule, warn: 95, critical: null, clear: null, keepMs: 0 };
    expect(changeWatch(firing.watch, rule, quick, periodMs, firing.t).transition).toMatchObject({
      state: 'ok',
      from: 'warn',
    });
  });

  test('counts its times from the change where the levels moved', () => {
    const pending = play(rule, [...steady(20, 10), ...steady(90, 4)]);
    const lower = { ...rule, warn: 75 };
    const { watch } = changeWatch(pending.watch, rule, lower, periodMs, pending.t);
    const later = { ...pending, watch };
    expect(states(play(lower, steady(90, 4), later))).toEqual([]);
    expect(states(play(lower, steady(90, 5), later))).toEqual(['warn']);
  });

  test('ends what fires where it is disabled, and says why', () => {
    expect(releaseWatch(firing.watch, 5)).toMatchObject({ state: 'ok', from: 'warn', at: 5, reason: 'rule' });
    expect(releaseWatch(play(rule, steady(20, 10)).watch, 5)).toBeNull();
  });
});
