import { createRangeMover, type MovableRange } from '../charts/range-mover.ts';
import type { TimeSpan } from '../state/time-range.ts';
import { brushKey, moveBrush, type BrushPart } from './brush-window.ts';

/** Time without another key press after which a range that was moved by keys stands, ms. */
const settleMs = 250;

/** What a drag of the strip's window works on. The functions are reactive. */
export interface BrushParts {
  readonly page: () => MovableRange;
  /** What the strip covers. */
  readonly span: () => TimeSpan;
  /** The strip itself, without the gutters. */
  readonly strip: () => HTMLElement | undefined;
}

/** Moves the range by the window of the strip below a chart. Reactive. */
export interface BrushDrag {
  /** The window while it is moved; `null` while it stands. */
  readonly draft: TimeSpan | null;
  readonly pressed: (event: PointerEvent) => void;
  readonly followed: (event: PointerEvent) => void;
  readonly released: () => void;
  /** The browser took the pointer away. */
  readonly lost: () => void;
  readonly onKey: (event: KeyboardEvent, part: BrushPart) => void;
  readonly stop: () => void;
}

/** To be called while a component is set up. */
export function createBrushDrag({ page, span, strip }: BrushParts): BrushDrag {
  const mover = createRangeMover(page);
  let draft = $state.raw<TimeSpan | null>(null);
  let drag: { readonly part: BrushPart; readonly startX: number; readonly from: TimeSpan } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const box = () => strip()?.getBoundingClientRect() ?? { left: 0, width: 1 };
  const msPerPixel = () => (span().endMs - span().startMs) / Math.max(1, box().width);
  const shown = (): TimeSpan => draft ?? page().range;
  const move = (next: TimeSpan) => {
    draft = next;
    mover.move(next);
  };
  const settle = () => {
    clearTimeout(timer);
    drag = draft = null;
    mover.settle();
  };
  const lost = () => {
    clearTimeout(timer);
    drag = draft = null;
    mover.giveUp();
  };

  return {
    get draft() {
      return draft;
    },
    pressed(event) {
      if (event.button !== 0 || drag !== null) return;
      settle();
      const part = event.target instanceof HTMLElement ? event.target.dataset.part : undefined;
      const begun = isPart(part) ? part : 'window';
      if (!isPart(part)) {
        // Pressed beside the window: it comes there, and goes along from then on.
        const { startMs, endMs } = shown();
        const ms = span().startMs + (event.clientX - box().left) * msPerPixel();
        move(moveBrush({ startMs, endMs }, 'window', ms - (startMs + endMs) / 2, span()));
      }
      strip()?.setPointerCapture(event.pointerId);
      strip()?.querySelector<HTMLElement>(`[data-part="${begun}"]`)?.focus({ preventScroll: true });
      event.preventDefault();
      drag = { part: begun, startX: event.clientX, from: shown() };
    },
    followed(event) {
      if (drag === null || (draft === null && event.clientX === drag.startX)) return;
      move(moveBrush(drag.from, drag.part, (event.clientX - drag.startX) * msPerPixel(), span()));
    },
    released() {
      if (drag !== null) settle();
    },
    lost,
    onKey(event, part) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape' && draft !== null) lost();
      else {
        const byMs = brushKey(event.key, event.shiftKey, shown(), part, span());
        if (byMs === null) return;
        move(moveBrush(shown(), part, byMs, span()));
        clearTimeout(timer);
        timer = setTimeout(settle, settleMs);
      }
      event.preventDefault();
      event.stopPropagation();
    },
    stop: settle,
  };
}

function isPart(text: string | undefined): text is BrushPart {
  return text === 'window' || text === 'start' || text === 'end';
}
