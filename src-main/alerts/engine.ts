import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { Transition } from '../../src-shared/protocol/alerts.ts';
import type { Rule } from '../../src-shared/protocol/rule.ts';
import { type Layout, readingsOf, type ReadValues } from '../../src-shared/metrics/readings.ts';
import { longestPeriodMs } from '../../src-shared/metrics/visit-readings.ts';
import { ruleFor, type RuleBook } from './rule-book.ts';
import { changeWatch, createWatch, expireWatch, readWatch, releaseWatch, restartWatch } from './watch.ts';
import type { Watch, WatchStep } from './watch.ts';
import type { WatchTransition } from './watch-cells.ts';

/** One series and instance under a rule. */
export interface Watched {
  readonly metric: MetricId;
  readonly series: string;
  readonly instance: string;
  readonly rule: Rule;
  readonly watch: Watch;
}

/** Everything the engine remembers between two samples. */
export interface EngineState {
  /** By {@link watchKey}. */
  readonly watches: ReadonlyMap<string, Watched>;
  /** Start, or the end of the newest gap, ms since the epoch; `null` before the first sample. */
  readonly restartedAt: number | null;
}

/** The state after something happened, and what the log must know, in order. */
export interface EngineStep {
  readonly state: EngineState;
  readonly transitions: readonly Transition[];
  /** Watches that ended while nothing was known of them: nothing resolved, they are just no longer there. */
  readonly forgotten: readonly Watched[];
}

/** What one tick brought. `first` marks the one after a start or a gap; it is passed over. */
export interface EngineSample {
  readonly t: number;
  readonly values: ReadValues;
  readonly first: boolean;
}

/** Most numbers that are watched at once; further ones are left alone. */
const mostWatches = 1_024;

/** A number that has been unknown for longer is no longer part of this machine. */
const forgetAfterMs = 3_600_000;

/** The state before the first sample. */
export const freshEngine: EngineState = { watches: new Map(), restartedAt: null };

/** Where a series and instance stand in {@link EngineState.watches}. */
export function watchKey(series: string, instance: string): string {
  return `${series}@${instance}`;
}

const knownKeys = new WeakMap<Layout, readonly string[]>();

/** The {@link watchKey} of each number, written once for each layout. */
function keysOf(layout: Layout): readonly string[] {
  const known = knownKeys.get(layout);
  if (known !== undefined) return known;
  const keys = layout.series.map((series, n) => watchKey(series, layout.instances[n] ?? ''));
  knownKeys.set(layout, keys);
  return keys;
}

/** Folds one sample into the state. Only numbers under an enabled rule are watched. */
export function foldSample(
  state: EngineState,
  book: RuleBook,
  serverIntervalMs: number,
  { t, values, first }: EngineSample,
): EngineStep {
  if (first || state.restartedAt === null) return foldRestart(state, t, 'gap');
  const { restartedAt } = state;
  const watches = new Map(state.watches);
  const transitions: Transition[] = [];
  const { layout, numbers } = readingsOf(values);
  for (const [n, key] of keysOf(layout).entries()) {
    const [metric, series, instance, value] = [layout.metrics[n], layout.series[n], layout.instances[n], numbers[n]];
    if (metric === undefined || series === undefined || instance === undefined) continue;
    if (value === undefined || value === null) continue;
    const known = watches.get(key);
    if (known === undefined && watches.size >= mostWatches) continue;
    const rule = known?.rule ?? ruleFor(book, series, instance);
    if (rule === null) continue;
    const watched = known ?? { metric, series, instance, rule, watch: createWatch(t, restartedAt) };
    const step = readWatch(watched.watch, rule, longestPeriodMs(metric, serverIntervalMs), t, value);
    put(watches, transitions, watched, step);
  }
  const forgotten: Watched[] = [];
  for (const watched of watches.values()) {
    const { metric, watch } = watched;
    if (watch.state === 'unknown' && t - watch.heardAt > forgetAfterMs) {
      watches.delete(watchKey(watched.series, watched.instance));
      forgotten.push(watched);
    } else if (watch.heardAt !== t) {
      put(watches, transitions, watched, expireWatch(watch, longestPeriodMs(metric, serverIntervalMs), t));
    }
  }
  return { state: { watches, restartedAt }, transitions, forgotten };
}

/** Starts anew at the end of a gap, or with the states of the run before. */
export function foldRestart(state: EngineState, t: number, reason: 'gap' | 'restart'): EngineStep {
  const watches = new Map(state.watches);
  const transitions: Transition[] = [];
  for (const watched of watches.values()) {
    put(watches, transitions, watched, restartWatch(watched.watch, t, reason));
  }
  return { state: { watches, restartedAt: t }, transitions, forgotten: [] };
}

/** Judges the newest values by changed rules. */
export function foldRules(state: EngineState, book: RuleBook, serverIntervalMs: number, t: number): EngineStep {
  const watches = new Map(state.watches);
  const transitions: Transition[] = [];
  const forgotten: Watched[] = [];
  for (const [key, watched] of state.watches) {
    const { metric, series, instance, watch, rule: before } = watched;
    const rule = ruleFor(book, series, instance);
    if (rule === null) {
      watches.delete(key);
      const transition = releaseWatch(watch, t);
      if (transition !== null) transitions.push(describe(watched, transition));
      else forgotten.push(watched);
    } else if (rule !== before) {
      const step = changeWatch(watch, before, rule, longestPeriodMs(metric, serverIntervalMs), t);
      // Also where the watch stays as it is, because nothing is known: the next reading must meet the new rule.
      watches.set(key, { ...watched, rule, watch: step.watch });
      if (step.transition !== null) transitions.push(describe({ ...watched, rule }, step.transition));
    }
  }
  return { state: { watches, restartedAt: state.restartedAt }, transitions, forgotten };
}

function put(watches: Map<string, Watched>, transitions: Transition[], watched: Watched, step: WatchStep): void {
  if (step.watch !== watched.watch || !watches.has(watchKey(watched.series, watched.instance))) {
    watches.set(watchKey(watched.series, watched.instance), { ...watched, watch: step.watch });
  }
  if (step.transition !== null) transitions.push(describe(watched, step.transition));
}

function describe({ series, instance, rule }: Watched, transition: WatchTransition): Transition {
  return { series, instance, rule, ...transition };
}
