import { limits } from '../../src-shared/protocol/limits.ts';
import type { Preview } from '../../src-shared/protocol/preview.ts';
import { everyInstance, type Rule } from '../../src-shared/protocol/rule.ts';
import type { Episodes } from './episodes.ts';
import type { Past } from './past.ts';
import { rehearse } from './rehearse.ts';

/** What is asked of a preview. */
export interface PreviewQuestion {
  readonly rule: Rule;
  /** ms since the epoch, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly serverIntervalMs: number;
  /** Instances that have a rule of their own, which a rule for every instance does not touch. */
  readonly except: ReadonlySet<string>;
}

/** Time in which a preview is to be ready. */
export interface Budget {
  /** Monotonic time, ms. */
  readonly nowMs: () => number;
  /** Monotonic time, ms, at which an answer about so many instances is due. */
  readonly deadlineMs: (instances: number) => number;
}

/** The newest part is played first, ms, and told in any case. */
const firstLookMs = 900_000;
/** Part of the time that the try of everything may take; the rest is kept for what is less than everything. */
const shareOfWhole = 0.6;
/** How much further than the look before it the next one reaches where not everything can be played. */
const further = 4;

/**
 * Replays the engine over the readings that are held: how often, when and how high a rule would have fired. Where the
 * time does not suffice for all, the answer is about the newest part, and `covered` says how far back that reaches; the
 * newest quarter of an hour is answered in any case. Each step is a few ms at most, so that its caller can let go of the
 * event loop between two.
 */
export function* previewRule(past: Past, question: PreviewQuestion, budget: Budget): Generator<undefined, Preview> {
  const { rule } = question;
  const { nowMs } = budget;
  const end = question.to + 1;
  const holdings = instancesIn(past, question).flatMap((instance) => {
    const held = past.coverage(rule.series, instance);
    return held === null ? [] : [{ instance, held }];
  });
  const deadlineMs = budget.deadlineMs(holdings.length);
  const oldest = Math.max(question.from, Math.min(...holdings.map(({ held }) => held.from)));
  const newest = Math.min(question.to, Math.max(...holdings.map(({ held }) => held.to)));
  if (oldest > newest) return answer(question, { episodes: [], from: oldest }, newest);
  // After a start nothing fires for up to `forMs`, or three periods where that is more: an hour is longer than any three.
  const marks = past.marks({ from: oldest - Math.max(rule.forMs, 3_600_000), to: end });

  function* look(from: number, untilMs: number): Generator<undefined, Look | null> {
    const episodes: Episodes[] = [];
    for (const holding of holdings) {
      const steps = rehearse(past, { ...question, ...holding, span: { from, to: end }, marks });
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) {
        yield;
        if (nowMs() >= untilMs) return null;
      }
      episodes.push(step.value);
    }
    return { episodes, from };
  }

  let best = yield* look(Math.max(oldest, newest - firstLookMs), Infinity);
  if (best !== null && best.from > oldest) {
    const startedMs = nowMs();
    const all = yield* look(oldest, startedMs + (deadlineMs - startedMs) * shareOfWhole);
    let next: Look | null = best;
    for (let reachMs = firstLookMs * further; all === null && next !== null; reachMs *= further) {
      best = next;
      next = newest - reachMs > oldest ? yield* look(newest - reachMs, deadlineMs) : null;
    }
    best = all ?? best;
  }
  return answer(question, best ?? { episodes: [], from: Infinity }, newest);
}

/** What fired from some moment on. */
interface Look {
  readonly episodes: readonly Episodes[];
  readonly from: number;
}

function instancesIn(past: Past, { rule, from, to, except }: PreviewQuestion): readonly string[] {
  if (rule.instance !== everyInstance) return [rule.instance];
  const known = past.instancesOf(rule.series, { from, to: to + 1 });
  return known.filter((one) => one === everyInstance || !except.has(one));
}

function answer(question: PreviewQuestion, { episodes, from }: Look, to: number): Preview {
  const fired = episodes.flatMap(({ newest }) => newest).sort((a, b) => a.at - b.at);
  return {
    fired: fired.slice(-limits.previewedAlerts),
    count: episodes.reduce((sum, { count }) => sum + count, 0),
    from: question.from,
    to: question.to,
    covered: from <= to ? { from, to } : null,
  };
}
