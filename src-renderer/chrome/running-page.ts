import { createContext } from 'svelte';
import type { Focus } from '../focus/focus.svelte.ts';
import type { RunningDashboard } from '../state/running-dashboard.ts';
import type { Theme } from '../state/theme.svelte.ts';
import type { AddressBar } from './address-bar.ts';

/** What runs before anything of the page is there, and goes on behind it. */
export interface RunningPage {
  /** Connected already, or about to be. */
  readonly dashboard: RunningDashboard;
  readonly focus: Focus;
  readonly theme: Theme;
  readonly addressBar: AddressBar;
  /** Writes what is shown into the page's address. */
  readonly saveSettings: () => void;
}

/** Set once by `App.svelte`. */
export const [getRunningPage, setRunningPage] = createContext<RunningPage>();
