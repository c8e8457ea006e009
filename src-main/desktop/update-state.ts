import type { Fault } from '../../src-shared/fault.ts';

/** Where an update stands. */
export type UpdateState =
  | { readonly kind: 'idle' | 'checking' | 'newest' }
  | { readonly kind: 'available'; readonly version: string; readonly notes: string }
  /** `share` is done of the download, 0 to 1. */
  | { readonly kind: 'downloading'; readonly version: string; readonly share: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** What the owner has chosen. */
export interface UpdateChoice {
  readonly isOn: boolean;
  /** `beta` is offered what is not released yet, too. */
  readonly channel: 'latest' | 'beta';
}

/** What the menus say of updates. */
export interface UpdateEntry {
  readonly label: string;
  readonly isEnabled: boolean;
}

/** A menu that is set anew closes where it is open: progress goes by so many steps there. */
const steps = 10;

/** The one entry of the menus. */
export function updateEntry(state: UpdateState, { isOn }: UpdateChoice): UpdateEntry {
  if (state.kind === 'ready') return { label: `Restart to update to ${state.version}…`, isEnabled: true };
  if (!isOn) return { label: 'Updates are turned off in the settings', isEnabled: false };
  switch (state.kind) {
    case 'checking':
      return { label: 'Looking for updates …', isEnabled: false };
    case 'available':
      return { label: `Update to ${state.version}…`, isEnabled: true };
    case 'downloading': {
      const percent = (Math.floor(state.share * steps) * 100) / steps;
      return { label: `Downloading ${state.version}: ${String(percent)} %…`, isEnabled: true };
    }
    case 'idle':
    case 'newest':
    case 'failed':
      return { label: 'Check for updates…', isEnabled: true };
  }
}

/** Progress for the window's mark in the task bar: 0 to 1, or -1 for none. */
export function updateProgress(state: UpdateState): number {
  return state.kind === 'downloading' ? state.share : -1;
}
