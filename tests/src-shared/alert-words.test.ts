import { describe, expect, test } from 'vitest';
import { clearsWords, firesWords, levelText, seriesName, transitionWords } from '../../src-shared/alert-words.ts';
import type { Transition } from '../../src-shared/protocol/alerts.ts';
import { defaultRules } from '../../src-shared/protocol/default-rules.ts';
import type { Rule } from '../../src-shared/protocol/rule.ts';

const cpu: Rule = {
  series: 'cpu.total',
  instance: '*',
  direction: 'above',
  warn: 75,
  critical: 90,
  clear: 65,
  forMs: 30_000,
  keepMs: 30_000,
  enabled: true,
};
const battery: Rule = { ...cpu, series: 'battery.charge', direction: 'below', warn: 20, critical: 10, clear: 25 };
const change = (changed: Partial<Transition>): Transition => ({
  series: 'cpu.total',
  instance: '*',
  state: 'warn',
  from: 'ok',
  at: 0,
  value: 79.5,
  peak: 91.7,
  rule: cpu,
  reason: 'level',
  ...changed,
});

describe('names of series', () => {
  test('stand alone', () => {
    expect(seriesName('cpu.total', '*')).toBe('CPU average');
    expect(seriesName('memory.usedShare', '*')).toBe('Memory used');
    expect(seriesName('filesystem.usedShare', '/home')).toBe('Space used on /home');
    expect(seriesName('temperature.celsius', 'CPU $& package')).toBe('Temperature of CPU $& package');
    expect(seriesName('network.packetsSent', 'eth0')).toBe('Network packets sent eth0');
    expect(seriesName('filesystem.usedShare', '*')).toBe('Filesystems used');
  });

  test('of another version are told as they are', () => {
    expect(seriesName('fan.speed', '*')).toBe('fan.speed');
    expect(seriesName('fan.speed', 'rear')).toBe('fan.speed rear');
  });

  test('are different for every rule that there is', () => {
    const names = defaultRules().map(({ series }) => seriesName(series, 'x'));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('rules in words', () => {
  test('say what fires and what clears', () => {
    expect(firesWords(cpu, 'warn')).toBe('above 75 % for 30 s');
    expect(firesWords(cpu, 'critical')).toBe('above 90 % for 30 s');
    expect(firesWords({ ...cpu, forMs: 0 }, 'warn')).toBe('above 75 %');
    expect(firesWords({ ...cpu, warn: null, forMs: 90_000 }, 'warn')).toBe('above 90 % for 1 min 30 s');
    expect(clearsWords(cpu)).toBe('clears below 65 %');
    expect(clearsWords({ ...cpu, clear: null })).toBe('clears below 75 %');
    expect(clearsWords(battery)).toBe('clears above 25 %');
  });

  test('write levels without empty digits', () => {
    expect(levelText(80, 'percent')).toBe('80 %');
    expect(levelText(79.5, 'percent')).toBe('79.5 %');
    expect(levelText(100, 'celsius')).toBe('100 °C');
    expect(levelText(200_000_000, 'bytesPerSecond')).toBe('200 MB/s');
    expect(levelText(0.5, 'perSecond')).toBe('0.5 /s');
    expect(levelText(0, 'percent')).toBe('0 %');
  });
});

describe('transitions in words', () => {
  test('tell the rise, the fall and the time between', () => {
    expect(transitionWords(change({}), null)).toBe('warn, above 75 % for 30 s');
    expect(transitionWords(change({ state: 'critical', from: 'warn' }), 60_000)).toBe('critical, above 90 % for 30 s');
    expect(transitionWords(change({ state: 'warn', from: 'critical' }), 60_000)).toBe(
      'warn, back below 90 %, was critical 1 min',
    );
    expect(transitionWords(change({ state: 'ok', from: 'warn' }), 180_000)).toBe('ok, back below 65 %, was warn 3 min');
    expect(transitionWords(change({ state: 'ok', from: 'warn', rule: battery }), null)).toBe(
      'ok, back above 25 %, was warn',
    );
  });

  test('never call a silence resolved', () => {
    expect(transitionWords(change({ state: 'unknown', from: 'warn', reason: 'no_data' }), 60_000)).toBe(
      'unknown, no data, was warn 1 min',
    );
    expect(transitionWords(change({ state: 'unknown', from: 'ok', reason: 'no_data' }), null)).toBe('unknown, no data');
    expect(transitionWords(change({ state: 'unknown', from: 'warn', reason: 'gap' }), null)).toBe(
      'unknown, the machine slept or its clock jumped, was warn',
    );
    expect(transitionWords(change({ state: 'ok', from: 'unknown' }), 5_000)).toBe('ok, data again');
  });

  test('say when it was a person who ended it', () => {
    expect(transitionWords(change({ state: 'ok', from: 'critical', reason: 'rule' }), 5_000)).toBe(
      'ok, the rule was changed, was critical 5 s',
    );
  });
});
