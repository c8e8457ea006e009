import { Fault } from '../../src-shared/fault.ts';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { isFiring, type Alerts, type AlertEvent, type AlertStatus } from '../../src-shared/protocol/alerts.ts';
import type { Transition } from '../../src-shared/protocol/alerts.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Preview } from '../../src-shared/protocol/preview.ts';
import { parseRule, type Rules } from '../../src-shared/protocol/rule.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createAttendance } from './attendance.ts';
import { isNews, withSnooze, type Attended } from './attention.ts';
import { foldRestart, foldRules, foldSample, freshEngine, watchKey } from './engine.ts';
import type { EngineSample, EngineState, EngineStep, Watched } from './engine.ts';
import { openJournal, type JournalContents, type KeptFiring } from './journal.ts';
import { joinPasts } from './join-pasts.ts';
import type { Past } from './past.ts';
import { createPreviews } from './previews.ts';
import { createReadingsBuffer, exactReachMs } from './readings-buffer.ts';
import { ruleFor, type RuleBook } from './rule-book.ts';
import { openRules, type RuleStore } from './rules.ts';
import { createWatch } from './watch.ts';

/** What the alerts need from outside. */
export interface AlertsOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Name of the machine, as events carry it. */
  readonly host: string;
  /** The server's own interval, ms. */
  readonly everyMs: number;
  /** Called with each transition and each acknowledgement or snooze. */
  readonly onEvents: (events: readonly AlertEvent[]) => void;
  /** Called after each change of the rules, before the events that it leads to. */
  readonly onRules: (rules: Rules) => void;
  /** What previews look at beyond the last quarter of an hour. Default: averages of this run, for a day. */
  readonly stored?: Past | null;
}

/** Rules, engine, log and what people did, joined. */
export interface AlertDesk {
  readonly rules: RuleStore;
  /** Judges one sample and remembers it for previews. */
  sample(sample: EngineSample): void;
  /** Time was lost, up to `t`: what fires becomes unknown, and nothing fires in the first window. */
  gap(t: number): void;
  /**
   * From now on the server samples at another interval, ms, and previews look at another store, or at none. Readings of the
   * last quarter of an hour are held anew where that changes how many there are.
   */
  retune(everyMs: number, stored: Past | null): void;
  /** Every watched series, and the log. */
  all(): Alerts;
  /** Only the states that a page must know of: firing, unknown, acknowledged or snoozed. */
  news(): readonly AlertStatus[];
  /** The state of one; `null` where nothing is watched. */
  find(series: string, instance: string): AlertStatus | null;
  /**
   * What a rule would have done, over the readings that are held. A day of one series takes 100 ms at most while the machine
   * has time; `covered` says of which part the answer is.
   * @param asker whose newer question ends an older one; `null` where that is not known
   * @throws Fault `invalid_rule`, or `too_many` where the same asker asked again
   */
  preview(rule: unknown, from: number, to: number, asker: string | null): Promise<Preview>;
  /**
   * Notes that somebody knows of a firing alert. Resolves when it is on disk.
   * @throws Fault `not_found` for a series that is not watched, `invalid_request` for one that does not fire
   */
  acknowledge(series: string, instance: string, by: string): Promise<AlertStatus>;
  /**
   * Stops notifying until a moment at most 7 days ahead; one that has passed ends a snooze. Evaluation goes on.
   * @throws Fault `not_found`, or `invalid_request` for a moment too far ahead
   */
  snooze(series: string, instance: string, untilMs: number): Promise<AlertStatus>;
  close(): Promise<void>;
}

/** Opens rules and log, and takes up what fired when the run before ended as unknown. */
export async function openAlerts(options: AlertsOptions): Promise<AlertDesk> {
  const { clock, host } = options;
  let { everyMs, stored = null } = options;
  let state: EngineState = freshEngine;
  let transitions: readonly Transition[] = [];

  const rules = await openRules({
    ...options,
    onChange: (changed) => {
      options.onRules(changed);
      take(foldRules(state, rules.book(), everyMs, clock.wallMs()));
    },
  });
  const journal = await openJournal({ ...options, contents });
  transitions = journal.before.log;
  const attendance = createAttendance(journal.before.attended, clock, (attended) =>
    journal.writeNow({ ...contents(), attended }),
  );
  const ruled = new Set(rules.current().rules.map((rule) => rule.series));
  const openBuffer = () =>
    createReadingsBuffer({
      everyMs,
      isKept: (series) => ruled.has(series) || rules.book().has(series),
      averages: stored === null,
    });
  const openPreviews = () => {
    const reachMs = exactReachMs(everyMs);
    const past = stored === null ? buffer : joinPasts(buffer, stored, () => clock.wallMs() - reachMs);
    return createPreviews(past, clock);
  };
  let buffer = openBuffer();
  let previews = openPreviews();
  const startedMs = clock.wallMs();
  take(foldRestart(restore(journal.before.firing, rules.book(), startedMs), startedMs, 'restart'));

  function take(step: EngineStep): void {
    state = step.state;
    const gone = step.forgotten.flatMap((watched) => forget(watched));
    if (gone.length > 0) options.onEvents(gone);
    if (step.transitions.length === 0) return;
    transitions = [...transitions, ...step.transitions].slice(-limits.alertLog);
    for (const transition of step.transitions) {
      attendance.follow(watchKey(transition.series, transition.instance), transition);
    }
    journal.writeSoon();
    options.onEvents(step.transitions.map(describe));
  }

  /** Drops what people did about a watch that ended without a transition; pages hear of it if they know of the watch. */
  function forget({ series, instance, rule, watch }: Watched): AlertEvent[] {
    const attended = attendance.forget(watchKey(series, instance));
    if (watch.logged !== 'unknown' && !attended) return [];
    journal.writeSoon();
    const at = clock.wallMs();
    const ended = { state: 'ok', from: 'ok', at, since: at, value: null, peak: null } as const;
    return [{ host, series, instance, rule, ...ended, reason: 'rule', update: 'forgotten' }];
  }

  function describe(transition: Transition): AlertEvent {
    const { series, instance, at } = transition;
    return { host, ...transition, since: at, ...attendance.of(watchKey(series, instance)) };
  }

  function status({ series, instance, rule, watch }: Watched): AlertStatus {
    const { state: now, since, heardAt: at, value, peak } = watch;
    return { series, instance, state: now, since, at, value, peak, rule, ...attendance.of(watchKey(series, instance)) };
  }

  function states(): readonly AlertStatus[] {
    return [...state.watches.values()].map(status);
  }

  function contents(): JournalContents {
    const firing = [...state.watches.values()].flatMap(({ series, instance, watch }) => {
      const { logged, since, value, peak } = watch;
      return logged === 'warn' || logged === 'critical'
        ? [{ series, instance, state: logged, since, value, peak }]
        : [];
    });
    return { log: transitions, firing, attended: attendance.entries() };
  }

  /** Changes what people did about one alert: on disk first, then told to everybody. */
  async function attend(
    watched: Watched,
    update: 'acknowledged' | 'snoozed',
    change: (one: Attended) => Attended,
  ): Promise<AlertStatus> {
    const { series, instance } = watched;
    const key = watchKey(series, instance);
    await attendance.change(key, change);
    const now = status(state.watches.get(key) ?? watched);
    const logged = now.state === 'pending' ? (state.watches.get(key)?.watch.logged ?? 'ok') : now.state;
    const at = clock.wallMs();
    options.onEvents([{ host, ...now, state: logged, from: logged, at, reason: 'level', update }]);
    return now;
  }

  function demand(series: string, instance: string): Watched {
    const watched = state.watches.get(watchKey(series, instance));
    if (watched === undefined) throw new Fault('not_found', 'No rule watches this series and instance.');
    return watched;
  }

  return {
    rules,
    sample(sample) {
      if (sample.first) buffer.mark(sample.t);
      else buffer.add(sample.t, sample.values);
      take(foldSample(state, rules.book(), everyMs, sample));
    },
    gap(t) {
      buffer.mark(t);
      take(foldRestart(state, t, 'gap'));
    },
    retune(nextEveryMs, nextStored) {
      const isOther = nextEveryMs !== everyMs || (nextStored === null) !== (stored === null);
      everyMs = nextEveryMs;
      stored = nextStored;
      if (isOther) buffer = openBuffer();
      previews = openPreviews();
    },
    all: () => ({ states: states(), log: transitions }),
    news: () => states().filter(isNews),
    find(series, instance) {
      const watched = state.watches.get(watchKey(series, instance));
      return watched === undefined ? null : status(watched);
    },
    preview: async (input, from, to, asker) => {
      const rule = parseRule(input);
      const except = new Set(rules.book().get(rule.series)?.keys());
      return previews.ask({ rule, from, to, serverIntervalMs: everyMs, except }, asker);
    },
    acknowledge: async (series, instance, by) => {
      const watched = demand(series, instance);
      if (!isFiring(watched.watch.logged)) {
        throw new Fault('invalid_request', 'There is nothing to acknowledge: this alert does not fire.');
      }
      const at = clock.wallMs();
      const key = watchKey(series, instance);
      return attend(watched, 'acknowledged', (one) => {
        const level = state.watches.get(key)?.watch.logged;
        if (level !== 'warn' && level !== 'critical') return one;
        return { ...one, acknowledgedBy: by, acknowledgedAt: at, acknowledgedLevel: level };
      });
    },
    snooze: async (series, instance, untilMs) => {
      const nowMs = clock.wallMs();
      if (untilMs > nowMs + limits.snoozeMs) {
        throw new Fault('invalid_request', 'The "untilMs" of a snooze is at most 7 days ahead.');
      }
      const watched = demand(series, instance);
      return attend(watched, 'snoozed', (one) => withSnooze(one, untilMs, nowMs));
    },
    close: () => journal.close(),
  };
}

/** What fired when the run before ended, where a rule still watches it. */
function restore(firing: readonly KeptFiring[], book: RuleBook, t: number): EngineState {
  const watches = new Map<string, Watched>();
  for (const { series, instance, state: logged, since, value, peak } of firing) {
    const rule = ruleFor(book, series, instance);
    const found = findSeries(series);
    if (rule === null || found === null) continue;
    const watch = { ...createWatch(t, t), state: logged, logged, since, value, peak };
    watches.set(watchKey(series, instance), { metric: found.metric, series, instance, rule, watch });
  }
  return { watches, restartedAt: null };
}
