import type { ChartHandle } from './chart-handles.ts';
import type { ThresholdEditor } from './editor.svelte.ts';
import { pixelToLevel, reachOf } from './level-scale.ts';

/** A pointer that has moved less has only pressed, px. */
const startPx = 3;

/** A line that is held at the end of the axis goes on by this factor, this often, until the series' own end. */
const push = { factor: 1.25, everyMs: 300 };

/** What a drag works on. */
export interface DragParts {
  readonly editor: ThresholdEditor;
  /** The element that the handles lie in. */
  readonly layer: () => HTMLElement | undefined;
  readonly handles: () => readonly ChartHandle[];
  /** Which handle is meant by a press at a height of the layer. */
  readonly pick: (y: number) => ChartHandle | null;
  /** A handle was pressed and let go without being moved. */
  readonly onPress: (handle: ChartHandle) => void;
}

/** Moves handles with a pointer, one at a time on the whole page. Reactive. */
export interface HandleDrag {
  /** True from the press on. */
  readonly active: boolean;
  /** True once the pointer has moved. */
  readonly moved: boolean;
  readonly pressed: (event: PointerEvent) => void;
  readonly followed: (event: PointerEvent) => void;
  readonly released: (event: PointerEvent) => void;
  /** The browser took the pointer away: what was begun is not meant. */
  readonly lost: (event: PointerEvent) => void;
  /** Forgets the drag; the draft is the caller's. */
  readonly stop: () => void;
}

interface Held {
  readonly key: string;
  /** The pointer that began it; a second finger has no say. */
  readonly pointerId: number;
  readonly startY: number;
  /** From the pointer to the line, px; `null` while the axis does not reach the line. */
  readonly toLinePx: number | null;
  readonly moved: boolean;
}

/** To be called while a component is set up. */
export function createHandleDrag({ editor, layer, handles, pick, onPress }: DragParts): HandleDrag {
  let held = $state.raw<Held | null>(null);
  let atEnd = $state(false);
  const pushing = $derived(held?.moved === true && atEnd);

  const current = (): ChartHandle | null => handles().find(({ key }) => key === held?.key) ?? null;
  const yIn = (event: PointerEvent): number => event.clientY - (layer()?.getBoundingClientRect().top ?? 0);
  const elementOf = (key: string): HTMLElement | null =>
    layer()?.querySelector<HTMLElement>(`[data-handle="${CSS.escape(key)}"]`) ?? null;
  const stop = () => {
    held = null;
    atEnd = false;
  };
  /** Moves the level to the pointer; gives up where somebody moves another one by keys meanwhile. */
  const follow = (y: number) => {
    const handle = current();
    if (handle === null || held === null) return;
    const own = editor.draftOf(handle.rule);
    if (own?.phase !== 'editing' || own.level !== handle.level) {
      stop();
      return;
    }
    if (held.toLinePx === null && handle.beyond !== null) return;
    const toLinePx = held.toLinePx ?? handle.lineY - y;
    if (held.toLinePx === null) held = { ...held, toLinePx };
    const { top, bottom, factor } = handle.scale;
    const line = y + toLinePx;
    atEnd = factor > 0 ? line <= top : line >= bottom;
    const level = pixelToLevel(handle.scale, Math.min(Math.max(line, top), bottom));
    editor.move(level, reachOf(handle.scale).high);
  };

  $effect(() => {
    if (!pushing) return;
    const timer = setInterval(() => {
      const handle = current();
      if (handle === null) return;
      const next = reachOf(handle.scale).high * push.factor;
      editor.move(next, next);
    }, push.everyMs);
    return () => {
      clearInterval(timer);
    };
  });

  return {
    get active() {
      return held !== null;
    },
    get moved() {
      return held?.moved === true;
    },
    pressed(event) {
      if (!editor.mayChange || event.button !== 0) return;
      if (!(event.target instanceof Element) || event.target.closest('[data-handle]') === null) return;
      const handle = pick(yIn(event));
      const element = handle === null ? null : elementOf(handle.key);
      if (handle === null || element === null) return;
      // A handle may go away under its pointer: nothing tells of the end of such a drag.
      if (!editor.grab(() => held?.pointerId === event.pointerId && element.hasPointerCapture(event.pointerId))) return;
      element.setPointerCapture(event.pointerId);
      element.focus({ preventScroll: true });
      event.preventDefault();
      const toLinePx = handle.beyond === null ? handle.lineY - yIn(event) : null;
      held = { key: handle.key, pointerId: event.pointerId, startY: event.clientY, toLinePx, moved: false };
      atEnd = false;
    },
    followed(event) {
      if (held?.pointerId !== event.pointerId) return;
      if (!held.moved) {
        const handle = current();
        if (handle === null || Math.abs(event.clientY - held.startY) < startPx) return;
        held = { ...held, moved: true };
        editor.begin(handle.rule, handle.level);
      }
      follow(yIn(event));
    },
    released(event) {
      if (held?.pointerId !== event.pointerId) return;
      const handle = current();
      const { moved } = held;
      stop();
      if (moved) void editor.save();
      else if (handle !== null) onPress(handle);
    },
    lost(event) {
      if (held?.pointerId !== event.pointerId) return;
      const { moved } = held;
      stop();
      if (moved) editor.cancel();
    },
    stop,
  };
}
