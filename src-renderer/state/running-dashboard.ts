import type { Filter } from '../../src-shared/protocol/filter.ts';
import type { FetchHistory } from '../link/fetch-history.ts';
import type { Link, LinkListener } from '../link/link.ts';
import type { Dashboard, WindowMs } from './model.ts';
import type { TimeSpan } from './time-range.ts';
import type { ViewRange } from './view-range.svelte.ts';

/** What the dashboard begins with, and what it tells. */
export interface DashboardParts {
  readonly filter: Filter;
  readonly windowMs: WindowMs;
  /** A stretch that stands still; `null` to begin with the live window. */
  readonly fixed: TimeSpan | null;
  readonly connect: (filter: Filter, listener: LinkListener) => Link;
  readonly fetchHistory: FetchHistory;
  /** Told when the filter has changed. */
  readonly onSettings: () => void;
  /** Told when the person has chosen another range. */
  readonly onRange: () => void;
}

/** The dashboard of the page, with the parts that only the page's frame may use. */
export interface RunningDashboard
  extends
    Dashboard,
    Pick<Link, 'start' | 'stop' | 'wake' | 'slowDown' | 'speedUp'>,
    Pick<ViewRange, 'fixed' | 'restore'> {
  /** Instances of a metric that have been seen since the page was opened. */
  readonly instances: (metric: string) => readonly string[];
}
