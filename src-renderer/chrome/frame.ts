import { createContext } from 'svelte';
import type { Theme } from '../state/theme.svelte.ts';

/** What is laid over the page. */
export type Overlay = 'filter' | 'range' | 'keyboard' | 'more' | 'alerts' | 'notify' | 'share' | 'settings' | null;

/** What the parts of the page's frame share: one overlay at a time, and the theme. */
export interface Frame {
  overlay: Overlay;
  readonly theme: Theme;
  /** Names of a metric's instances that have been seen since the page was opened, in order of the alphabet. */
  readonly instances: (metric: string) => readonly string[];
}

/** Set once by `Page.svelte`. */
export const [getFrame, setFrame] = createContext<Frame>();
