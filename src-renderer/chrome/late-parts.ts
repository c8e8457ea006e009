import type { Snippet } from 'svelte';

/** How a button looks that opens something, and what it is called. */
export interface LateTrigger {
  readonly class: string;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly style?: string;
  readonly 'aria-label'?: string;
  readonly [data: `data-${string}`]: string | number | boolean;
}

/** What a part that comes later is given besides its own: the button it opens from is that which stood in its place. */
export interface LateParts {
  /** Somebody has pressed that button already. */
  readonly openAtOnce: boolean;
  readonly trigger: LateTrigger;
  /** What stands on the button. */
  readonly face: Snippet;
}
