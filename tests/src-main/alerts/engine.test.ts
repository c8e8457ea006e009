import { describe, expect, test } from 'vitest';
import { foldRestart, foldRules, foldSample, freshEngine } from '../../../src-main/alerts/engine.ts';
import type { EngineSample, EngineState } from '../../../src-main/alerts/engine.ts';
import type { ReadValues } from '../../../src-shared/metrics/readings.ts';
import { createRuleBook, type RuleBook } from '../../../src-main/alerts/rule-book.ts';
import type { Transition } from '../../../src-shared/protocol/alerts.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';

const everyMs = 1_000;

function ruleOf(change: Partial<Rule>): Rule {
  return {
    series: 'cpu.total',
    instance: '*',
    direction: 'above',
    warn: 80,
    critical: null,
    clear: null,
    forMs: 0,
    keepMs: 0,
    enabled: true,
    ...change,
  };
}

const cores = (...values: (number | null)[]): ReadValues => ({
  cpu: { total: null, user: null, system: null, iowait: null, steal: null, cores: values },
});
const total = (value: number | null): ReadValues => ({
  cpu: { total: value, user: null, system: null, iowait: null, steal: null, cores: [] },
});

function start(...rules: readonly Rule[]) {
  let book: RuleBook = createRuleBook(rules);
  let state: EngineState = freshEngine;
  let t = 1_000_000;
  const log: Transition[] = [];
  const lost: string[] = [];
  const feed = (sample: Omit<EngineSample, 't'>) => {
    t += everyMs;
    const step = foldSample(state, book, everyMs, { t, ...sample });
    state = step.state;
    log.push(...step.transitions);
    lost.push(...step.forgotten.map(({ series, instance }) => `${series}@${instance}`));
  };
  feed({ values: total(0), first: true });
  return {
    feed: (values: ReadValues, times = 1) => {
      for (let n = 0; n < times; n += 1) feed({ values, first: false });
    },
    feedFirst: (values: ReadValues) => {
      feed({ values, first: true });
    },
    change: (...changed: readonly Rule[]) => {
      book = createRuleBook(changed);
      const step = foldRules(state, book, everyMs, t);
      state = step.state;
      log.push(...step.transitions);
      lost.push(...step.forgotten.map(({ series, instance }) => `${series}@${instance}`));
    },
    forgotten: () => lost,
    watched: () => [...state.watches.keys()],
    stateOf: (key: string) => state.watches.get(key)?.watch.state,
    short: () => log.map(({ series, instance, from, state: to }) => `${series}@${instance} ${from} ${to}`),
    log,
  };
}

describe('the engine', () => {
  test('watches only what an enabled rule names', () => {
    const { feed, watched } = start(ruleOf({}), ruleOf({ series: 'load.one', enabled: false }));
    feed({ ...total(10), load: { one: 5, five: 5, fifteen: 5 } });
    expect(watched()).toEqual(['cpu.total@*']);
  });

  test('watches every instance by the rule for all, and one by its own', () => {
    const all = ruleOf({ series: 'cpu.cores' });
    const { feed, short } = start(all, { ...all, instance: '1', warn: 95 }, { ...all, instance: '2', enabled: false });
    feed(cores(90, 90, 90, 50), 5);
    expect(short()).toEqual(['cpu.cores@0 ok warn']);
    feed(cores(90, 97, 90, 50), 1);
    expect(short()).toEqual(['cpu.cores@0 ok warn', 'cpu.cores@1 ok warn']);
  });

  test('computes shares that no reader reads', () => {
    const { feed, short } = start(ruleOf({ series: 'memory.usedShare' }));
    const memory = { total: 100, used: 90, available: 10, cached: 0, buffers: 0, swapTotal: 0, swapUsed: 0 };
    feed({ memory }, 5);
    expect(short()).toEqual(['memory.usedShare@* ok warn']);
  });

  test('passes over the first sample after a start or a gap, and its window', () => {
    const { feed, feedFirst, short } = start(ruleOf({}));
    feed(total(100), 2);
    expect(short()).toEqual([]);
    feed(total(100));
    expect(short()).toEqual(['cpu.total@* ok warn']);
    feedFirst(total(0));
    expect(short()).toEqual(['cpu.total@* ok warn', 'cpu.total@* warn unknown']);
    feed(total(100), 2);
    expect(short()).toHaveLength(2);
    feed(total(100));
    expect(short()[2]).toBe('cpu.total@* unknown warn');
  });

  test('calls unknown what is not read for three of its own periods', () => {
    const { feed, short } = start(ruleOf({}), ruleOf({ series: 'filesystem.usedShare' }));
    feed({ ...total(5), filesystem: { '/': { total: 1, used: 0, usedShare: 5 } } });
    feed({ load: { one: 1, five: 1, fifteen: 1 } }, 4);
    expect(short()).toEqual(['cpu.total@* ok unknown']);
    feed({ load: { one: 1, five: 1, fifteen: 1 } }, 27);
    expect(short()).toEqual(['cpu.total@* ok unknown', 'filesystem.usedShare@/ ok unknown']);
  });

  test('forgets what has been unknown for an hour', () => {
    const { feed, watched } = start(ruleOf({}), ruleOf({ series: 'load.one' }));
    feed({ ...total(5), load: { one: 1, five: 1, fifteen: 1 } });
    feed({ load: { one: 1, five: 1, fifteen: 1 } }, 3_600);
    expect(watched()).toContain('cpu.total@*');
    feed({ load: { one: 1, five: 1, fifteen: 1 } }, 2);
    expect(watched()).toEqual(['load.one@*']);
  });

  test('ends an alert whose rule is disabled, and judges anew where a rule moved', () => {
    const { feed, change, log, short, watched } = start(ruleOf({}));
    feed(total(90), 5);
    change(ruleOf({ warn: 95 }));
    expect(short()).toEqual(['cpu.total@* ok warn', 'cpu.total@* warn ok']);
    change(ruleOf({ warn: 50 }));
    change(ruleOf({ warn: 50, enabled: false }));
    expect(log.at(-1)).toMatchObject({ state: 'ok', from: 'warn', reason: 'rule' });
    expect(watched()).toEqual([]);
  });

  test('never watches more than a bounded number of instances', () => {
    const { feed, watched } = start(ruleOf({ series: 'cpu.cores' }));
    feed(cores(...Array<number>(5_000).fill(1)));
    expect(watched()).toHaveLength(1_024);
  });

  test('leaves the state it was given as it was', () => {
    const book = createRuleBook([ruleOf({})]);
    const { state } = foldSample(freshEngine, book, everyMs, { t: 1, values: total(1), first: true });
    const kept = structuredClone(state);
    foldSample(state, book, everyMs, { t: 2, values: total(100), first: false });
    foldRestart(state, 3, 'gap');
    expect(state).toEqual(kept);
  });

  test('judges what comes back by the rule that was changed while there was no data', () => {
    const { feed, change, short, stateOf } = start(ruleOf({ warn: 50 }));
    feed(total(10), 5);
    feed(total(null), 5);
    expect(stateOf('cpu.total@*')).toBe('unknown');
    change(ruleOf({ warn: 90 }));
    feed(total(70), 5);
    expect(stateOf('cpu.total@*')).toBe('ok');
    expect(short()).toEqual(['cpu.total@* ok unknown', 'cpu.total@* unknown ok']);
  });

  test('tells what it forgot: nothing resolved there, but nobody need wait for it', () => {
    const all = ruleOf({ series: 'cpu.cores' });
    const { feed, change, forgotten } = start(all);
    feed(cores(10, 10), 5);
    feed(cores(10, null), 3_500);
    expect(forgotten()).toEqual([]);
    feed(cores(10, null), 200);
    expect(forgotten()).toEqual(['cpu.cores@1']);
    feed(cores(null, null), 5);
    change({ ...all, enabled: false });
    expect(forgotten()).toEqual(['cpu.cores@1', 'cpu.cores@0']);
  });
});
