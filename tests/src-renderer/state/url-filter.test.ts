import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowChoicesMs, type WindowMs } from '../../../src-renderer/state/model.ts';
import { defaultWindowMs, readSettings, writeSettings } from '../../../src-renderer/state/url-filter.ts';
import { metricIds } from '../../../src-shared/metrics/registry.ts';

describe('settings in the address', () => {
  test('come back as they were written', () => {
    const name = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' });
    const settings = fc.record({
      filter: fc.record(
        {
          metrics: fc.subarray([...metricIds], { minLength: 1 }),
          instances: fc.array(name, { minLength: 1, maxLength: 5 }),
          intervalMs: fc.integer({ min: 100, max: 60_000 }),
        },
        { requiredKeys: [] },
      ),
      windowMs: fc.constantFrom(...windowChoicesMs),
      fixed: fc.option(
        fc
          .record({ startMs: fc.integer({ min: 1, max: 4e12 }), lengthMs: fc.integer({ min: 10_000, max: 6e10 }) })
          .map(({ startMs, lengthMs }) => ({ startMs, endMs: startMs + lengthMs })),
      ),
      theme: fc.constantFrom('dark' as const, 'light' as const, null),
    });
    fc.assert(
      fc.property(settings, (written) => {
        const free = {
          ...written.filter,
          instances: written.filter.instances?.map((one) => one.replaceAll('\\', '/')),
        };
        const filter = Object.fromEntries(Object.entries(free).filter(([, value]) => value !== undefined));
        expect(readSettings(writeSettings('', { ...written, filter }))).toEqual({ ...written, filter });
      }),
    );
  });

  test('are readable', () => {
    const filter = { metrics: ['cpu' as const, 'network' as const], instances: ['network@eth0'], intervalMs: 5_000 };
    expect(writeSettings('', { filter, windowMs: 60_000, fixed: null, theme: 'light' })).toBe(
      '?metrics=cpu,network&instances=network@eth0&interval=5000&window=1m&theme=light',
    );
  });

  test('say nothing where nothing was chosen, and leave the parameters of others alone', () => {
    expect(writeSettings('', { filter: {}, windowMs: defaultWindowMs, fixed: null, theme: 'auto' })).toBe('');
    expect(
      writeSettings('?kiosk=1&metrics=cpu', { filter: {}, windowMs: defaultWindowMs, fixed: null, theme: null }),
    ).toBe('?kiosk=1');
  });

  test('name long windows in hours and days, and a stretch that stands still by its ends', () => {
    const fixed = { startMs: 1_700_000_000_000, endMs: 1_700_003_600_000 };
    const write = (windowMs: WindowMs) => writeSettings('', { filter: {}, windowMs, fixed: null, theme: null });
    expect([write(3_600_000), write(86_400_000), write(2_592_000_000)]).toEqual([
      '?window=1h',
      '?window=24h',
      '?window=30d',
    ]);
    expect(writeSettings('', { filter: {}, windowMs: defaultWindowMs, fixed, theme: null })).toBe(
      '?from=1700000000000&to=1700003600000',
    );
  });

  test('a stretch that no page could have written is passed over', () => {
    for (const search of [
      '?from=1&to=2',
      '?from=1700000000000',
      '?from=x&to=y',
      '?from=1700003600000&to=1700000000000',
    ]) {
      expect(readSettings(search).fixed).toBeNull();
    }
  });

  test('a name may hold a comma', () => {
    const filter = { instances: ['filesystem@/a,b', 'filesystem@/c'] };
    const search = writeSettings('', { filter, windowMs: defaultWindowMs, fixed: null, theme: null });
    expect(readSettings(search).filter).toEqual(filter);
  });

  test('what does not fit is passed over, and the rest counts', () => {
    expect(readSettings('?metrics=cpu,humidity&interval=7&window=9h&theme=pink')).toEqual({
      filter: { metrics: ['cpu'] },
      windowMs: defaultWindowMs,
      fixed: null,
      theme: null,
    });
    expect(readSettings('?interval=&metrics=').filter).toEqual({ metrics: [] });
    expect(readSettings('?metrics=humidity,tides').filter).toEqual({});
  });
});
