import { describe, expect, test } from 'vitest';
import type { MetricId } from '../../../src-shared/metrics/registry.ts';
import type { ProcessRow, ProcessesValue } from '../../../src-shared/metrics/processes.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { planFilter } from '../../../src-shared/protocol/filter-plan.ts';
import { type Complete, narrowValue } from '../../../src-main/stream/narrow.ts';

function cut(metric: MetricId, value: unknown, filter: Filter, complete: Complete = () => undefined): unknown {
  const plan = planFilter(filter, null).metrics.find(({ id }) => id === metric);
  return plan === undefined ? undefined : narrowValue(plan, value, complete);
}

const network = { lo: { received: 1 }, eth0: { received: 2 }, wlan0: { received: 3 } };
const rows = Array.from({ length: 50 }, (_, index): ProcessRow => {
  return { pid: index, name: `worker${String(index)}`, user: 'root', cpu: index, memory: 50 - index };
});
const table: ProcessesValue = { count: 50, running: 1, top: rows };

function pids(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'top' in value && Array.isArray(value.top)
    ? value.top.map((row: unknown) => (typeof row === 'object' && row !== null && 'pid' in row ? row.pid : null))
    : null;
}

describe('a filter cuts a value', () => {
  test('to the named instances of every metric', () => {
    expect(cut('network', network, { instances: ['eth0', 'sda'] })).toEqual({ eth0: { received: 2 } });
    expect(cut('disk', { sda: { read: 1 }, sdb: { read: 2 } }, { instances: ['eth0', 'sda'] })).toEqual({
      sda: { read: 1 },
    });
  });

  test('to an instance named for one metric without touching another', () => {
    const filter = { instances: ['network@eth0'] };
    expect(cut('network', network, filter)).toEqual({ eth0: { received: 2 } });
    expect(cut('disk', { eth0: { read: 1 }, sdb: { read: 2 } }, filter)).toEqual({
      eth0: { read: 1 },
      sdb: { read: 2 },
    });
  });

  test('but leaves a metric whole that has none of the named instances', () => {
    expect(cut('network', network, { instances: ['sda'] })).toBe(network);
  });

  test('with names that hold an @ of their own', () => {
    expect(cut('filesystem', { '/mnt/a@b': { total: 1 }, '/': { total: 2 } }, { instances: ['/mnt/a@b'] })).toEqual({
      '/mnt/a@b': { total: 1 },
    });
    expect(cut('temperature', { 'chip@1': 40, x: 50 }, { instances: ['temperature@chip@1'] })).toEqual({
      'chip@1': 40,
    });
  });

  test('that is called like a part of every object', () => {
    expect(cut('network', network, { instances: ['__proto__', 'constructor'] })).toBe(network);
  });

  test('and never takes cores or fields of a record for instances', () => {
    const value = { total: 1, user: 1, system: 0, iowait: 0, steal: 0, cores: [1, 2] };
    expect(cut('cpu', value, { instances: ['total', '0', 'cpu@0'] })).toBe(value);
  });

  test('to the rows asked of a table, and to ten by CPU and ten by memory when nothing is asked', () => {
    expect(pids(cut('processes', table, {}))).toEqual([
      ...Array.from({ length: 10 }, (_, index) => 49 - index),
      ...Array.from({ length: 10 }, (_, index) => 9 - index),
    ]);
    expect(pids(cut('processes', table, { processes: { top: 3, sort: 'memory', match: '' } }))).toEqual([0, 1, 2]);
    expect(pids(cut('processes', table, { processes: { top: 9, sort: 'pid', match: 'WORKER1' } }))).toEqual([
      1, 10, 11, 12, 13, 14, 15, 16, 17,
    ]);
  });

  test('to rows that are completed before they are sent, all of them before a search and no other value', () => {
    const completed: unknown[] = [];
    const complete: Complete = (metric, value) => {
      completed.push(metric, pids(value));
    };
    cut('processes', table, { processes: { top: 2, sort: 'memory', match: '' } }, complete);
    expect(completed).toEqual(['processes', [0, 1]]);
    completed.length = 0;
    const written: Complete = (metric, value) => {
      complete(metric, value);
      Object.assign(rows[7] ?? {}, { command: '/usr/bin/worker --needle' });
    };
    expect(pids(cut('processes', table, { processes: { top: 2, sort: 'memory', match: 'NEEDLE' } }, written))).toEqual([
      7,
    ]);
    expect(completed).toEqual(['processes', pids(table), 'processes', [7]]);
    completed.length = 0;
    cut('network', network, { instances: ['eth0'] }, complete);
    expect(completed).toEqual([]);
  });

  test('to a table turned round, in which what could not be read still comes last', () => {
    const [idle = rows[0], ...others] = rows;
    const top = [{ ...idle, pid: 7, name: 'silent', user: 'root', cpu: null, memory: null }, ...others];
    const asked = (sort: 'cpu' | 'memory' | 'name' | 'pid', order: 'asc' | 'desc' | undefined, rowCount = 2) =>
      pids(cut('processes', { ...table, top }, { processes: { top: rowCount, sort, order, match: '' } }));
    expect(asked('cpu', 'asc')).toEqual([1, 2]);
    expect(asked('cpu', 'desc')).toEqual(asked('cpu', undefined));
    expect(asked('cpu', 'asc', 50)).toMatchObject({ length: 50, 49: 7 });
    expect(asked('memory', 'asc')).toEqual([49, 48]);
    expect(asked('pid', 'desc')).toEqual([49, 48]);
    expect(asked('name', 'desc')).toEqual([9, 8]);
    expect(asked('name', 'asc')).toEqual(asked('name', undefined));
  });
});

describe('the key of a filter', () => {
  test('is the same for the same cut, whatever the order, repetition and interval', () => {
    const one = planFilter({ metrics: ['disk', 'cpu'], instances: ['b', 'a', 'a'] }, null);
    const two = planFilter({ metrics: ['cpu', 'disk'], instances: ['a', 'b'], intervalMs: 5_000 }, 5_000);
    expect(one.key).toBe(two.key);
    expect(planFilter({}, null).key).toBe(planFilter({ instances: [] }, null).key);
    const table = { top: 5, sort: 'pid', match: '' } as const;
    expect(planFilter({ processes: table }, null).key).toBe(
      planFilter({ processes: { ...table, order: 'asc' } }, null).key,
    );
  });

  test('differs when anything cuts differently', () => {
    const filters: Filter[] = [
      {},
      { metrics: [] },
      { metrics: ['cpu'] },
      { metrics: ['network'] },
      { metrics: ['network'], instances: ['a'] },
      { metrics: ['network'], instances: ['a', 'b'] },
      { metrics: ['network'], instances: ['a,b'] },
      { metrics: ['processes'] },
      { metrics: ['processes'], processes: { top: 10, sort: 'cpu', match: '' } },
      { metrics: ['processes'], processes: { top: 11, sort: 'cpu', match: '' } },
      { metrics: ['processes'], processes: { top: 11, sort: 'cpu', order: 'asc', match: '' } },
    ];
    expect(new Set(filters.map((filter) => planFilter(filter, null).key)).size).toBe(filters.length);
  });
});
