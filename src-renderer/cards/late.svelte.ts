import { untrack } from 'svelte';
import { afterFrames } from '../chrome/after-frame.ts';

/** A value that may come late. */
export interface Late<Value> {
  readonly value: Value;
}

/** The frame that shows the rest, and the one in which that is on its way to the screen. */
const frames = 2;

/**
 * Has what is out of sight follow a moment after the frame that shows the rest: a table of many cells would make everybody
 * wait for what nobody sees.
 */
export function createLate<Value>(read: () => Value, isInSight: () => boolean): Late<Value> {
  let newest = untrack(read);
  let late = $state.raw(newest);
  let cancel: (() => void) | null = null;

  function follow(): void {
    cancel?.();
    cancel = null;
    late = newest;
  }

  $effect(() => {
    newest = read();
    if (isInSight()) follow();
    // One that waits already takes the newest: where frames are slower than samples, each new one would put it off.
    else cancel ??= afterFrames(frames, follow);
  });
  $effect(() => () => cancel?.());
  return {
    get value() {
      return isInSight() ? read() : late;
    },
  };
}
