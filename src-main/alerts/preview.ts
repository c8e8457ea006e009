import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Preview, PreviewedAlert } from '../../src-shared/protocol/preview.ts';
import { everyInstance, isBad, type Rule } from '../../src-shared/protocol/rule.ts';
import { longestPeriodMs } from './readings.ts';
import type { ReadingsBuffer } from './readings-buffer.ts';
import { createCells, expire, judge, restart, type WatchCells, type WatchTransition } from './watch-cells.ts';

/** What is asked of a preview. */
export interface PreviewQuestion {
  readonly rule: Rule;
  /** ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly serverIntervalMs: number;
  /** Instances that have a rule of their own, which a rule for every instance does not touch. */
  readonly except: ReadonlySet<string>;
}

/** Replays the engine over the readings that are held: how often, when and how high a rule would have fired. */
export function previewRule(buffer: ReadingsBuffer, question: PreviewQuestion): Preview {
  const { rule, from, to, except } = question;
  const instances =
    rule.instance === everyInstance
      ? buffer.instancesOf(rule.series).filter((one) => one === everyInstance || !except.has(one))
      : [rule.instance];
  const covers = instances.flatMap((instance) => buffer.coverage(rule.series, instance) ?? []);
  const coveredFrom = Math.max(from, Math.min(...covers.map((cover) => cover.from)));
  const coveredTo = Math.min(to, Math.max(...covers.map((cover) => cover.to)));
  const episodes = instances.map((instance) => replay(buffer, question, instance));
  const fired = episodes.flatMap(({ newest }) => newest).sort((a, b) => a.at - b.at);
  return {
    fired: fired.slice(-limits.previewedAlerts),
    count: episodes.reduce((sum, { count }) => sum + count, 0),
    from,
    to,
    covered: coveredFrom <= coveredTo ? { from: coveredFrom, to: coveredTo } : null,
  };
}

/** Replays one instance. Cells that change in place make a million steps affordable; the machine is the same. */
function replay(buffer: ReadingsBuffer, question: PreviewQuestion, instance: string): Episodes {
  const { rule, serverIntervalMs } = question;
  const metric = findSeries(rule.series)?.metric;
  const episodes = createEpisodes(instance);
  if (metric === undefined) return episodes;
  const ownPeriodMs = longestPeriodMs(metric, serverIntervalMs);
  const firing = rule.warn ?? rule.critical ?? Number.NaN;
  const restarts = buffer.marks();
  let nextRestart = 0;
  let restartedAt = -Infinity;
  let cells: WatchCells | null = null;

  const restartUntil = (t: number) => {
    for (let at = restarts[nextRestart]; at !== undefined && at <= t; at = restarts[nextRestart]) {
      nextRestart += 1;
      restartedAt = at;
      if (cells !== null) episodes.follow(restart(cells, at, 'gap'));
    }
  };

  buffer.replay(rule.series, instance, question, (t, value, stepMs) => {
    const periodMs = Math.max(ownPeriodMs, stepMs);
    restartUntil(t);
    if (Number.isNaN(value)) {
      if (cells !== null) episodes.follow(expire(cells, periodMs, t));
      return;
    }
    cells ??= createCells(t, restartedAt);
    cells.heardAt = t;
    cells.value = value;
    // Most of a day is like that, and nothing that counts from here would be remembered.
    if (cells.state === 'ok' && !isBad(rule.direction, value, firing)) return;
    episodes.follow(judge(cells, rule, periodMs, t, value));
  });
  restartUntil(question.to);
  episodes.end(cells);
  return episodes;
}

/** Times from firing to not firing. */
interface Episodes {
  /** The newest ones, oldest first. */
  readonly newest: readonly PreviewedAlert[];
  readonly count: number;
  follow(transition: WatchTransition | null): void;
  /** Takes what still fires. */
  end(cells: WatchCells | null): void;
}

function createEpisodes(instance: string): Episodes {
  let done: PreviewedAlert[] = [];
  let count = 0;
  let open: PreviewedAlert | null = null;

  function close(episode: PreviewedAlert): void {
    count += 1;
    done.push(episode);
    if (done.length >= 2 * limits.previewedAlerts) done = done.slice(-limits.previewedAlerts);
  }

  return {
    get newest() {
      return done.slice(-limits.previewedAlerts);
    },
    get count() {
      return count;
    },
    follow(transition) {
      if (transition === null) return;
      const { state, at, value, peak } = transition;
      const worst = peak ?? value ?? 0;
      if (state === 'warn' || state === 'critical') {
        const level = open?.level === 'critical' ? 'critical' : state;
        open = { instance, at: open?.at ?? at, level, untilMs: null, peak: worst };
      } else if (open !== null) {
        close({ ...open, untilMs: at, peak: worst });
        open = null;
      }
    },
    end(cells) {
      if (open !== null) close({ ...open, peak: cells?.peak ?? open.peak });
      open = null;
    },
  };
}
