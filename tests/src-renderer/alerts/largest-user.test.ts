import { expect, test } from 'vitest';
import { largestUser } from '../../../src-renderer/alerts/largest-user.ts';
import type { Dashboard } from '../../../src-renderer/state/model.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';

const row = (name: string, cpu: number | null, memory: number | null) => ({ pid: 1, user: 'me', name, cpu, memory });
const value = {
  count: 3,
  running: 1,
  top: [row('shell', null, null), row('ffmpeg', 806, 2 ** 20), row('postgres', 88.4, 2 ** 30)],
};

function dashboard(filter: Filter = {}, ageMs = 1_000): Pick<Dashboard, 'latest' | 'endMs' | 'filter'> {
  return {
    filter,
    endMs: 60_000,
    latest: (metric) => (metric === 'processes' ? { t: 60_000 - ageMs, value } : undefined),
  };
}

const cpu = { series: 'cpu.total' };

test('an alert names the process that takes the most of what it watches', () => {
  expect(largestUser(dashboard(), cpu)).toBe('ffmpeg, 806 % of one core');
  expect(largestUser(dashboard(), { series: 'memory.usedShare' })).toBe('postgres, 1.00 GiB');
  expect(largestUser(dashboard(), { series: 'network.received' })).toBeNull();
});

test('and none where the processes are old, missing, or others than the largest were asked for', () => {
  expect(largestUser(dashboard({}, 20_000), cpu)).toBeNull();
  expect(largestUser({ ...dashboard(), latest: () => undefined }, cpu)).toBeNull();
  const asked = { top: 10, sort: 'cpu', match: '' } as const;
  expect(largestUser(dashboard({ processes: asked }), cpu)).not.toBeNull();
  expect(largestUser(dashboard({ processes: { ...asked, match: 'x' } }), cpu)).toBeNull();
  expect(largestUser(dashboard({ processes: { ...asked, sort: 'name' } }), cpu)).toBeNull();
  expect(largestUser(dashboard({ processes: { ...asked, order: 'asc' } }), cpu)).toBeNull();
  expect(largestUser(dashboard({ processes: asked }), { series: 'memory.used' })).toBeNull();
});
