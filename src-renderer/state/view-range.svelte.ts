import type { WindowMs } from './model.ts';
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
  /** The longest live window that can be shown, ms. */
  readonly longestWindowMs: () => number;
  /** Told after the person chose another range. */
  readonly onChange: () => void;
}

/** What all charts show, and the ways to change it. Reactive. */
export interface ViewRange {
  /** The live window as chosen; shown while nothing is fixed. */
  readonly windowMs: WindowMs;
  readonly range: TimeRange;
  /** The stretch that stands still, for the page's address. */
  readonly fixed: TimeSpan | null;
  readonly setWindow: (ms: WindowMs) => void;
  readonly setRange: (span: TimeSpan) => void;
  readonly backToLive: () => void;
  /** Takes both from the page's address, without telling of a change. */
  readonly restore: (windowMs: WindowMs, fixed: TimeSpan | null) => void;
}

/** Makes the range of the page. */
export function createViewRange(parts: ViewRangeParts): ViewRange {
  let windowMs = $state<WindowMs>(parts.windowMs);
  let fixed = $state.raw<TimeSpan | null>(parts.fixed);
  const range = $derived.by((): TimeRange => {
    if (fixed !== null) return { ...fixed, live: false };
    const endMs = parts.liveEndMs();
    return { startMs: endMs - Math.min(windowMs, parts.longestWindowMs()), endMs, live: true };
  });
  return {
    get windowMs() {
      return windowMs;
    },
    get range() {
      return range;
    },
    get fixed() {
      return fixed;
    },
    setWindow(ms) {
      windowMs = ms;
      fixed = null;
      parts.onChange();
    },
    setRange(span) {
      const newestMs = parts.liveEndMs();
      const { startMs, endMs } = clampSpan(span, newestMs);
      const lengthMs = endMs - startMs;
      const slackMs = lengthMs * snapShare;
      const isLive = newestMs - endMs < slackMs && Math.abs(lengthMs - windowMs) < slackMs;
      fixed = isLive ? null : { startMs: Math.round(startMs), endMs: Math.round(endMs) };
      parts.onChange();
    },
    backToLive() {
      if (fixed === null) return;
      fixed = null;
      parts.onChange();
    },
    restore(nextWindowMs, nextFixed) {
      windowMs = nextWindowMs;
      fixed = nextFixed;
    },
  };
}
