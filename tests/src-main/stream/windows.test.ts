import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredEvent, StoredSample } from '../../../src-main/stream/stored-event.ts';
import { sampleOfWindow } from '../../../src-main/stream/windows.ts';
import { passesWindow } from '../../../src-shared/protocol/filter-plan.ts';

/** The times that pass, of samples at `times`. */
function passing(times: readonly number[], windowMs: number | null): number[] {
  return times.filter((t, index) => passesWindow(t, times[index - 1] ?? null, windowMs));
}

describe('windows of a slower viewer', () => {
  test('let everything pass without an interval', () => {
    expect(passing([1, 2, 3], null)).toEqual([1, 2, 3]);
  });

  test('let the first sample of each window pass, however late it comes', () => {
    expect(passing([0, 1_003, 2_001, 4_999, 5_002, 6_000, 12_700, 13_700], 5_000)).toEqual([0, 5_002, 12_700]);
  });

  test('are not stuck after the clock was set back', () => {
    expect(passing([50_000, 51_000, 20_000, 21_000, 25_000], 5_000)).toEqual([50_000, 20_000, 25_000]);
  });

  test('let exactly one sample pass for each window that has any', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 100 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 100, max: 60_000 }), (steps, windowMs) => {
        let t = 1_700_000_000_000;
        const times = steps.map((step) => (t += step));
        const windows = [...new Set(times.map((time) => Math.floor(time / windowMs)))];
        expect(passing(times, windowMs).map((time) => Math.floor(time / windowMs))).toEqual(windows);
      }),
    );
  });
});

describe('the sample of a window', () => {
  const load = (one: number) => ({ one, five: 0, fifteen: 0 });
  const space = (used: number) => ({ '/': { total: 9, used, usedShare: 0 } });

  /** A second apart, from 1 s on; the file systems are read at 2, 4, 5 and 10 s, and an alert stands between. */
  function history(): { samples: StoredSample[]; at: (seq: number) => StoredEvent | undefined } {
    const events: StoredEvent[] = [];
    for (let second = 1; second <= 12; second += 1) {
      const slow = [2, 4, 5, 10].includes(second) ? { filesystem: space(second) } : {};
      const previousT = second === 1 ? null : (second - 1) * 1000;
      const values = { load: load(second), ...slow };
      events.push({ name: 'sample', seq: events.length + 1, t: second * 1000, previousT, host: 'box', values });
      if (second === 4) events.push({ name: 'alert', seq: events.length + 1, t: 4000, json: '{}' });
    }
    const samples = events.filter((event) => event.name === 'sample');
    return { samples, at: (seq) => events[seq - 1] };
  }

  test('holds its own readings, and the newest of every metric read since the one before it', () => {
    const { samples, at } = history();
    const passed = samples.filter(({ t, previousT }) => passesWindow(t, previousT, 3_000));
    const seen = passed.map((one) => sampleOfWindow(one, 3_000, at));
    expect(passed.map(({ t }) => t)).toEqual([1_000, 3_000, 6_000, 9_000, 12_000]);
    expect(seen.map(({ load: own }) => own?.one)).toEqual([1, 3, 6, 9, 12]);
    expect(seen.map(({ filesystem }) => filesystem?.['/']?.used)).toEqual([undefined, 2, 5, undefined, 10]);
  });

  test('is the sample itself where every sample passes', () => {
    const { samples, at } = history();
    for (const one of samples) expect(sampleOfWindow(one, null, at)).toBe(one.values);
  });
});
