import { describe, expect, test } from 'vitest';
import { shownMetrics } from '../../../src-renderer/state/shown-metrics.ts';
import { metricIds } from '../../../src-shared/metrics/registry.ts';

const all = new Set<string>(metricIds);
const ids = (...given: Parameters<typeof shownMetrics>) => shownMetrics(...given).map(({ id }) => id);

describe('metrics on the overview', () => {
  test('are all that the machine has or explains, in order', () => {
    expect(ids({}, new Set(['cpu', 'load']), new Map([['battery', 'There is none.']]))).toEqual([
      'cpu',
      'load',
      'battery',
    ]);
  });

  test('have their places before the server has answered', () => {
    expect(ids({}, null, new Map())).toEqual(metricIds);
  });

  test("are those that the filter asks for, in the page's order", () => {
    expect(ids({ metrics: ['load', 'cpu'] }, all, new Map())).toEqual(['cpu', 'load']);
    expect(ids({ metrics: [] }, all, new Map())).toEqual([]);
  });

  test('show loopback once the filter names it', () => {
    const quiet = (instances: string[]) =>
      shownMetrics({ instances }, all, new Map()).find(({ id }) => id === 'network')?.view.quietInstances;
    expect(quiet([])).toContain('lo');
    expect(quiet(['eth0'])).toContain('lo');
    expect(quiet(['lo'])).not.toContain('lo');
    expect(quiet(['network@eth0', 'network@lo'])).not.toContain('lo');
    expect(quiet(['disk@lo'])).toContain('lo');
  });
});
