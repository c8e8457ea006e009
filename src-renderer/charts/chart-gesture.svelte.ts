import type { Dashboard } from '../state/model.ts';
import type { TimeSpan } from '../state/time-range.ts';
import { createFingersDown } from './fingers.ts';
import { momentAt, pinchedSpan, pulledSpan, wheeledSpan, type Fingers } from './gesture-span.ts';
import { createRangeMover } from './range-mover.ts';

/** A mouse that has moved less has only clicked, and a stretch that is narrower is not meant, px. */
const narrowestPx = 8;
/** A pull is felt sooner, px. */
const pullPx = 4;
/** A finger that stays within `holdPx` for this long is about to draw over a stretch, ms. */
const holdMs = 350;
const holdPx = 10;
/** A wheel that has not turned for this long has come to rest, ms. */
const wheelRestMs = 200;
/** Pixels of a line and of a page, for wheels that count in those. */
const wheelUnitsPx = [1, 16, 400] as const;

/** What goes on under the pointers. */
type Gesture =
  | {
      readonly kind: 'press';
      readonly id: number;
      readonly x: number;
      readonly pulls: boolean;
      readonly touch: boolean;
    }
  | {
      readonly kind: 'draw';
      readonly id: number;
      readonly fromX: number;
      readonly fromMs: number;
      readonly toX: number;
    }
  | {
      readonly kind: 'pull';
      readonly id: number;
      readonly fromX: number;
      readonly toX: number;
      readonly span: TimeSpan;
    }
  | { readonly kind: 'pinch'; readonly from: Fingers; readonly span: TimeSpan };

/** A stretch that is being drawn over, as shares of the plot's width from its left. */
export interface DrawnBand {
  readonly left: number;
  readonly width: number;
  readonly lengthMs: number;
}

/** Zooming and moving the range of all charts with pointers on one of them. Reactive. */
export interface ChartGesture {
  /** `null` while nothing, or too little, is drawn over. */
  readonly band: DrawnBand | null;
  /** The range is being pulled along. */
  readonly pulls: boolean;
  /** Fingers on it belong to the chart and must not scroll the page. */
  readonly takesTouch: () => boolean;
  /** @param pulls pressed where a drag moves the range instead of drawing over a stretch */
  readonly pressed: (event: PointerEvent, pulls: boolean) => void;
  readonly moved: (event: PointerEvent) => void;
  readonly released: (event: PointerEvent) => void;
  /** The browser took the pointer away: a stretch that was begun is not meant, a range that was moved stays. */
  readonly lost: (event: PointerEvent) => void;
  readonly wheeled: (event: WheelEvent) => void;
  /** Gives up what was begun; false where that is nothing. */
  readonly cancel: () => boolean;
  /** True where the press that has just ended was more than a click. */
  readonly wasDrag: () => boolean;
  readonly stop: () => void;
}

/** @param layer the element that lies over the plot and gets the pointers */
export function createChartGesture(dashboard: () => Dashboard, layer: () => HTMLElement | undefined): ChartGesture {
  let gesture = $state.raw<Gesture | null>(null);
  const fingers = createFingersDown();
  let holding: ReturnType<typeof setTimeout> | undefined;
  let dragged = false;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const mover = createRangeMover(dashboard);

  const current = (): Gesture | null => gesture;
  const box = () => layer()?.getBoundingClientRect() ?? { left: 0, width: 1 };
  const draw = (id: number, fromX: number, toX: number) => {
    gesture = { kind: 'draw', id, fromX, fromMs: momentAt(dashboard().drawn, box(), fromX), toX };
  };
  const pinch = (from: Fingers) => {
    clearTimeout(holding);
    gesture = { kind: 'pinch', from, span: dashboard().drawn };
    dragged = true;
  };
  const end = () => {
    clearTimeout(holding);
    gesture = null;
  };
  const rest = () => {
    clearTimeout(resting);
    end();
    mover.settle();
  };

  return {
    get band() {
      if (gesture?.kind !== 'draw' || Math.abs(gesture.toX - gesture.fromX) < narrowestPx) return null;
      const { drawn: range } = dashboard();
      const toMs = momentAt(range, box(), gesture.toX);
      const from = Math.max(range.startMs, Math.min(gesture.fromMs, toMs));
      const lengthMs = Math.max(gesture.fromMs, toMs) - from;
      const whole = range.endMs - range.startMs;
      return { left: (from - range.startMs) / whole, width: lengthMs / whole, lengthMs };
    },
    get pulls() {
      return gesture?.kind === 'pull';
    },
    takesTouch: () => gesture?.kind === 'draw' || gesture?.kind === 'pinch',
    pressed(event, pulls) {
      if (event.button !== 0 || event.ctrlKey || event.metaKey) return;
      const { pointerId: id, clientX: x } = event;
      const touch = event.pointerType === 'touch';
      // The first pointer that comes down: whatever was before has ended, told of or not.
      if (event.isPrimary) {
        fingers.clear();
        rest();
      }
      if (touch) fingers.put(id, x);
      const two = fingers.two();
      if (two !== null && gesture?.kind !== 'pinch') pinch(two);
      if (two !== null || gesture !== null) return;
      dragged = false;
      gesture = { kind: 'press', id, x, pulls, touch };
      if (!touch) layer()?.setPointerCapture(id);
      else if (!pulls) holding = setTimeout(draw, holdMs, id, x, x);
    },
    moved(event) {
      const { pointerId: id, clientX: x } = event;
      fingers.move(id, x);
      if (gesture?.kind === 'pinch') {
        const two = fingers.two();
        if (two !== null) mover.move(pinchedSpan(gesture.span, box(), gesture.from, two));
        return;
      }
      if (gesture?.id !== id) return;
      if (gesture.kind === 'press') {
        const way = Math.abs(x - gesture.x);
        if (gesture.pulls && way >= pullPx) {
          gesture = { kind: 'pull', id, fromX: gesture.x, toX: x, span: dashboard().drawn };
        } else if (gesture.touch && way >= holdPx) end();
        else if (!gesture.pulls && !gesture.touch && way >= narrowestPx) draw(id, gesture.x, x);
      } else gesture = { ...gesture, toX: x };
      const now = current();
      if (now?.kind === 'draw') dragged ||= Math.abs(x - now.fromX) >= narrowestPx;
      if (now?.kind !== 'pull') return;
      dragged = true;
      mover.move(pulledSpan(now.span, box(), now.fromX, x));
    },
    released({ pointerId: id }) {
      fingers.lift(id);
      const ended = gesture;
      if (ended === null || (ended.kind !== 'pinch' && ended.id !== id)) return;
      rest();
      if (ended.kind !== 'draw' || Math.abs(ended.toX - ended.fromX) < narrowestPx) return;
      dashboard().setRange(spanBetween(ended.fromMs, momentAt(dashboard().drawn, box(), ended.toX)));
    },
    lost({ pointerId: id }) {
      fingers.lift(id);
      if (gesture !== null && (gesture.kind === 'pinch' || gesture.id === id)) rest();
    },
    wheeled(event) {
      if (!event.shiftKey || event.ctrlKey) return;
      event.preventDefault();
      // Browsers turn a wheel sideways while Shift is held.
      const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
      const span = mover.wanted ?? dashboard().drawn;
      mover.move(wheeledSpan(span, box(), event.clientX, delta * (wheelUnitsPx[event.deltaMode] ?? 1)));
      clearTimeout(resting);
      if (gesture === null) resting = setTimeout(rest, wheelRestMs);
    },
    cancel() {
      if (gesture === null || gesture.kind === 'press') return false;
      end();
      mover.giveUp();
      return true;
    },
    wasDrag: () => dragged,
    stop: rest,
  };
}

function spanBetween(oneMs: number, otherMs: number): TimeSpan {
  return { startMs: Math.min(oneMs, otherMs), endMs: Math.max(oneMs, otherMs) };
}
