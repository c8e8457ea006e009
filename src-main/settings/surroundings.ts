import type { Setting } from '../config/setting-row.ts';

/** What the server runs in. */
export interface Surroundings {
  /** True inside the desktop app, which has settings of its own. */
  readonly isDesktop: boolean;
  /** True where that app can get updates. Default false. */
  readonly hasUpdates?: boolean;
}

/** True for a setting that does something there; others are not shown. */
export function meansSomething({ needs }: Pick<Setting, 'needs'>, { isDesktop, hasUpdates }: Surroundings): boolean {
  if (needs === undefined) return true;
  return isDesktop && (needs === 'desktop' || hasUpdates === true);
}
