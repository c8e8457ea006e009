import type { Dashboard } from '../state/model.ts';
import type { TimeRange, TimeSpan } from '../state/time-range.ts';
import { createPace } from './pace.ts';

/** Asking the history and writing the address: not with every step, ms. */
const everyMs = 250;
/** Questions under way are waited for, so that some are answered; a slow server no longer than this, ms. */
const patienceMs = 900;

/** Moves the range of all charts for as long as a gesture goes on. */
export interface RangeMover {
  /** What the gesture has made of the range so far; `null` while none goes on. */
  readonly wanted: TimeSpan | null;
  /** Draws a stretch with the next frame, from the points that are there; the rest of the page follows more slowly. */
  readonly move: (span: TimeSpan) => void;
  /** The gesture has ended: what is drawn counts. */
  readonly settle: () => void;
  /** The gesture was given up: the range it began with counts. */
  readonly giveUp: () => void;
}

/** The parts of the dashboard that it moves. */
export type MovableRange = Pick<Dashboard, 'range' | 'reachable' | 'draw' | 'setRange' | 'backToLive' | 'past'>;

/** @param nowMs a clock that never jumps, ms */
export function createRangeMover(page: () => MovableRange, nowMs: () => number = () => performance.now()): RangeMover {
  let origin: TimeRange | null = null;
  let wanted: TimeSpan | null = null;
  let askedAtMs = -Infinity;

  const ask = () => {
    if (wanted === null) return;
    if (page().past.phase === 'loading' && nowMs() - askedAtMs < patienceMs) {
      pace.ask();
      return;
    }
    askedAtMs = nowMs();
    page().setRange(wanted);
  };
  const pace = createPace(everyMs, ask);
  const end = () => {
    pace.drop();
    origin = wanted = null;
    askedAtMs = -Infinity;
    page().draw(null);
  };

  return {
    get wanted() {
      return wanted;
    },
    move(span) {
      origin ??= page().range;
      wanted = page().reachable(span);
      page().draw(wanted);
      pace.ask();
    },
    settle() {
      if (wanted === null) return;
      page().setRange(wanted);
      end();
    },
    giveUp() {
      const before = origin;
      if (before === null) return;
      end();
      if (before.live) page().backToLive();
      else page().setRange(before);
    },
  };
}
