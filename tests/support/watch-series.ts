import * as fc from 'fast-check';
import { createWatch, expireWatch, readWatch, restartWatch } from '../../src-main/alerts/watch.ts';
import type { Watch, WatchStep } from '../../src-main/alerts/watch.ts';
import type { WatchTransition } from '../../src-main/alerts/watch-cells.ts';
import type { Rule } from '../../src-shared/protocol/rule.ts';

/** Period of every series that tests make, ms. */
export const periodMs = 1_000;

/** What happens to a series: a reading (perhaps a failed one), a silence, or a gap. */
export type Happening =
  | { readonly kind: 'reading'; readonly value: number | null }
  | { readonly kind: 'silence'; readonly ms: number }
  | { readonly kind: 'gap' };

/** A reading as the tests look back on it. */
export interface Past {
  readonly t: number;
  readonly value: number;
}

/** How a series went. */
export interface Run {
  readonly watch: Watch;
  readonly t: number;
  readonly transitions: readonly WatchTransition[];
  readonly readings: readonly Past[];
  /** Start and ends of gaps. */
  readonly restarts: readonly number[];
}

/** Plays happenings, one per second, from the start or from where another run ended. */
export function play(rule: Rule, happenings: readonly Happening[], from?: Run): Run {
  let t = from?.t ?? 1_000_000;
  let watch = from?.watch ?? createWatch(t, t);
  const transitions: WatchTransition[] = [];
  const readings: Past[] = [...(from?.readings ?? [])];
  const restarts: number[] = [...(from?.restarts ?? [t])];
  const settle = (step: WatchStep) => {
    watch = step.watch;
    if (step.transition !== null) transitions.push(step.transition);
  };
  for (const happening of happenings) {
    t += periodMs;
    if (happening.kind === 'gap') {
      t += 60_000;
      restarts.push(t);
      settle(restartWatch(watch, t, 'gap'));
    } else if (happening.kind === 'silence') {
      for (const end = t + happening.ms; t < end; t += periodMs) settle(expireWatch(watch, periodMs, t));
    } else {
      settle(expireWatch(watch, periodMs, t));
      settle(readWatch(watch, rule, periodMs, t, happening.value));
      if (happening.value !== null) readings.push({ t, value: happening.value });
    }
  }
  return { watch, t, transitions, readings, restarts };
}

/** The same value for some seconds. */
export function steady(value: number, seconds: number): readonly Happening[] {
  return Array.from({ length: seconds }, () => ({ kind: 'reading', value }));
}

const seconds = (max: number) => fc.integer({ min: 0, max }).map((n) => n * periodMs);

/** Rules over values from 0 to 100, in both directions, with and without each level. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    levels: fc.uniqueArray(fc.integer({ min: 5, max: 95 }), { minLength: 3, maxLength: 3 }),
    above: fc.boolean(),
    shape: fc.constantFrom('both', 'warn', 'critical'),
    clear: fc.boolean(),
    forMs: seconds(6),
    keepMs: seconds(6),
  })
  .map(({ levels, above, shape, clear: hasClear, forMs, keepMs }) => {
    const [low = 0, middle = 0, high = 0] = levels.toSorted((a, b) => a - b);
    const clear = hasClear ? (above ? low : high) : null;
    const worst = above ? high : low;
    return {
      series: 'cpu.total',
      instance: '*',
      direction: above ? 'above' : 'below',
      warn: shape === 'critical' ? null : middle,
      critical: shape === 'warn' ? null : worst,
      clear,
      forMs,
      keepMs,
      enabled: true,
    };
  });

const reading = fc.record({
  kind: fc.constant('reading' as const),
  value: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 12 }),
});

/** Readings that linger, so that conditions have time to last. */
const lingering = fc
  .tuple(reading, fc.integer({ min: 1, max: 8 }))
  .map(([one, times]) => Array.from({ length: times }, () => one));

const silence = fc.record({ kind: fc.constant('silence' as const), ms: seconds(8) }).map((one) => [one]);
const gap = fc.constant([{ kind: 'gap' as const }]);

/** A while of everything that can happen. */
export const anyHappenings: fc.Arbitrary<readonly Happening[]> = fc
  .array(
    fc.oneof({ weight: 12, arbitrary: lingering }, { weight: 1, arbitrary: silence }, { weight: 1, arbitrary: gap }),
    { maxLength: 30 },
  )
  .map((parts) => parts.flat());
