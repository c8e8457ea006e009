import { describe, expect, test } from 'vitest';
import {
  allInstances,
  chosenInstances,
  countFilters,
  narrowsInstances,
  toggleInstance,
  toggleMetric,
  withChoice,
  withInterval,
} from '../../../src-renderer/chrome/filter-choice.ts';
import { disk } from '../../../src-shared/metrics/disk.ts';
import { network } from '../../../src-shared/metrics/network.ts';
import { metricIds } from '../../../src-shared/metrics/registry.ts';

const interfaces = ['eth0', 'lo', 'wg0'];

describe('choosing metrics', () => {
  test('taking one away names the others, and putting it back narrows nothing', () => {
    const without = toggleMetric({}, 'cpu');
    expect(without.metrics).toEqual(metricIds.filter((id) => id !== 'cpu'));
    expect(toggleMetric(without, 'cpu')).toEqual({});
  });
});

describe('choosing instances', () => {
  test('the page hides loopback until somebody asks for it', () => {
    expect(chosenInstances({}, network, interfaces)).toEqual(['eth0', 'wg0']);
    const withLoopback = toggleInstance({}, network, interfaces, 'lo');
    expect(withLoopback).toEqual({ instances: ['network@eth0', 'network@lo', 'network@wg0'] });
    expect(toggleInstance(withLoopback, network, interfaces, 'lo')).toEqual({});
  });

  test('one metric does not touch the instances of another', () => {
    const choice = toggleInstance({ instances: ['disk@sda'] }, network, interfaces, 'wg0');
    expect(choice.instances).toEqual(['disk@sda', 'network@eth0']);
    expect(allInstances(choice, network, interfaces)).toEqual({ instances: ['disk@sda'] });
    expect(chosenInstances(choice, disk, ['sda', 'sdb'])).toEqual(['sda']);
  });

  test('a bare name counts for the metrics that have it, and the others keep all', () => {
    const choice = { instances: ['eth0'] };
    expect(chosenInstances(choice, network, interfaces)).toEqual(['eth0']);
    expect(narrowsInstances(choice, network, interfaces)).toBe(true);
    expect(chosenInstances(choice, disk, ['sda'])).toEqual(['sda']);
    expect(narrowsInstances(choice, disk, ['sda'])).toBe(false);
    expect(toggleInstance(choice, network, interfaces, 'wg0')).toEqual({});
  });

  test('an interface named like no metric may hold an at sign', () => {
    expect(chosenInstances({ instances: ['veth1@if2'] }, network, ['veth1@if2', 'eth0'])).toEqual(['veth1@if2']);
  });
});

describe('the whole choice', () => {
  test('counts what is narrowed', () => {
    expect(countFilters({})).toBe(0);
    expect(countFilters(withInterval({ metrics: ['cpu'], instances: ['eth0'] }, 5_000))).toBe(3);
    expect(withInterval({ intervalMs: 5_000 }, undefined)).toEqual({});
  });

  test('leaves the process table alone', () => {
    const processes = { top: 20, sort: 'memory', match: '' } as const;
    expect(withChoice({ processes, intervalMs: 5_000 }, {})).toEqual({ processes });
  });
});
