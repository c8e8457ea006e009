import { windowChoicesMs, type WindowMs } from './model.ts';
import { clampSpan, type TimeRange, type TimeSpan } from './time-range.ts';

/** A fixed range whose right end is within this share of its length of now, and as long as the window, is live again. */
const snapShare = 0.01;

/** What the range is worked out from. The functions are reactive. */
export interface ViewRangeParts {
  readonly windowMs: WindowMs;
  /** A stretch that stands still; `null` to begin with the live window. */
  readonly fixed: TimeSpan | null;
  /** Right end of a live range, server time. */
  readonly liveEndMs: () => number;
  /** How far back from there anything can be shown, ms; without end where the server keeps history. */
  readonly reachMs: () => number;
  /** Told after the person chose another range. */
  readonly onChange: () => void;
}

/** What all charts show, and the ways to change it, each within reach. Reactive. */
export interface ViewRange {
  /** The live window: the chosen one, or the longest within reach; shown while nothing is fixed. */
  readonly windowMs: WindowMs;
  readonly range: TimeRange;
  /** What is drawn: ahead of `range` while a gesture moves it, else the same. */
  readonly drawn: TimeSpan;
  /** A gesture moves what is drawn. */
  readonly moving: boolean;
  /** The stretch that stands still, for the page's address. */
  readonly fixed: TimeSpan | null;
  readonly reachMs: number;
  /** The nearest stretch to a wanted one that can be shown. */
  readonly reachable: (span: TimeSpan) => TimeSpan;
  readonly setWindow: (ms: WindowMs) => void;
  readonly setRange: (span: TimeSpan) => void;
  readonly backToLive: () => void;
  /** Draws another stretch for as long as a gesture goes on; `null` once it has ended. */
  readonly draw: (span: TimeSpan | null) => void;
  /** Takes both from the page's address, without telling of a change. */
  readonly restore: (windowMs: WindowMs, fixed: TimeSpan | null) => void;
}

/** Makes the range of the page. */
export function createViewRange(parts: ViewRangeParts): ViewRange {
  let chosenMs = $state<WindowMs>(parts.windowMs);
  let chosen = $state.raw<TimeSpan | null>(parts.fixed);
  let ahead = $state.raw<TimeSpan | null>(null);

  const reachMs = $derived(parts.reachMs());
  const windowMs = $derived(windowChoicesMs.findLast((ms) => ms <= Math.min(chosenMs, reachMs)) ?? windowChoicesMs[0]);
  /** What lies wholly out of reach is not shown: live then. */
  const fixed = $derived.by((): TimeSpan | null => {
    if (chosen === null || chosen.endMs <= parts.liveEndMs() - reachMs) return null;
    return chosen.endMs - chosen.startMs <= reachMs ? chosen : { ...chosen, startMs: chosen.endMs - reachMs };
  });
  const range = $derived.by((): TimeRange => {
    if (fixed !== null) return { ...fixed, live: false };
    const endMs = parts.liveEndMs();
    return { startMs: endMs - windowMs, endMs, live: true };
  });
  const drawn = $derived<TimeSpan>(ahead ?? range);
  const reachable = (span: TimeSpan) => clampSpan(span, parts.liveEndMs(), reachMs);

  return {
    get windowMs() {
      return windowMs;
    },
    get range() {
      return range;
    },
    get drawn() {
      return drawn;
    },
    get moving() {
      return ahead !== null;
    },
    get fixed() {
      return fixed;
    },
    get reachMs() {
      return reachMs;
    },
    reachable,
    setWindow(ms) {
      if (ms > reachMs) return;
      chosenMs = ms;
      chosen = null;
      parts.onChange();
    },
    setRange(span) {
      const { startMs, endMs } = reachable(span);
      const lengthMs = endMs - startMs;
      const slackMs = lengthMs * snapShare;
      const isLive = parts.liveEndMs() - endMs < slackMs && Math.abs(lengthMs - windowMs) < slackMs;
      chosen = isLive ? null : { startMs: Math.round(startMs), endMs: Math.round(endMs) };
      parts.onChange();
    },
    backToLive() {
      if (fixed === null) return;
      chosen = null;
      parts.onChange();
    },
    draw(span) {
      ahead = span === null ? null : reachable(span);
    },
    restore(nextWindowMs, nextFixed) {
      chosenMs = nextWindowMs;
      chosen = nextFixed;
    },
  };
}
