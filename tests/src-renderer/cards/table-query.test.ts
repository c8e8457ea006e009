import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTableQuery } from '../../../src-renderer/cards/table-query.svelte.ts';
import type { Dashboard } from '../../../src-renderer/state/model.ts';
import { Fault } from '../../../src-shared/fault.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';

type Parts = Pick<Dashboard, 'filter' | 'setFilter'>;

function create(filter: Filter, answer: () => Promise<void> = () => Promise.resolve()) {
  const sent: Filter[] = [];
  const parts: Parts = {
    filter,
    setFilter: (next) => {
      sent.push(next);
      return answer();
    },
  };
  return { query: createTableQuery(parts), sent };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the question of the process table', () => {
  test('begins with the filter in force', () => {
    const { query } = create({ processes: { top: 50, sort: 'memory', match: 'node' } });
    expect(query.filter).toEqual({ top: 50, sort: 'memory', match: 'node' });
    expect(create({}).query.filter).toEqual({ top: 10, sort: 'cpu', match: '' });
  });

  test('goes to the server once typing has stopped, with the rest of the filter', () => {
    const { query, sent } = create({ intervalMs: 5000 });
    for (const match of ['n', 'no', 'nod']) {
      query.search(match);
      vi.advanceTimersByTime(150);
    }
    expect(sent).toEqual([]);
    expect(query.filter.match).toBe('nod');
    vi.advanceTimersByTime(50);
    expect(sent).toEqual([{ intervalMs: 5000, processes: { top: 10, sort: 'cpu', match: 'nod' } }]);
  });

  test('sends an order at once, together with a search that was still waiting', () => {
    const { query, sent } = create({});
    query.search('node');
    query.sort('pid');
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([{ processes: { top: 10, sort: 'pid', match: 'node' } }]);
  });

  test('turns the order round at the second press on a column, and goes back to the usual one at the third', () => {
    const { query, sent } = create({});
    query.sort('cpu');
    expect(query.filter.order).toBe('asc');
    query.sort('cpu');
    expect(query.filter.order).toBeUndefined();
    query.sort('name');
    query.reverse();
    expect(query.filter).toMatchObject({ sort: 'name', order: 'desc' });
    query.sort('user');
    expect(query.filter).toEqual({ top: 10, sort: 'user', match: '' });
    expect(sent).toHaveLength(5);
  });

  test('tells why the server refused, and goes back to what is in force', async () => {
    const refusal = new Fault('invalid_filter', 'The filter is wrong.');
    const { query } = create({}, () => Promise.reject(refusal));
    query.sort('user');
    expect(query.filter.sort).toBe('user');
    await vi.advanceTimersByTimeAsync(0);
    expect(query.problem).toBe('The filter is wrong.');
    expect(query.filter.sort).toBe('cpu');
  });

  test('sends nothing after its card is gone', () => {
    const { query, sent } = create({});
    query.search('node');
    query.stop();
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([]);
  });
});
