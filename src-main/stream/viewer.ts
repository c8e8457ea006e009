import type { Role } from '../../src-shared/protocol/events.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import type { FilterPlan } from '../../src-shared/protocol/filter-plan.ts';

/**
 * One screen that watches. It and its filter live `limits.viewerGraceMs` past its last stream or poll. Outside this
 * room the fields are for reading only.
 */
export interface Viewer {
  /** Secret of the screen; see `isViewerId`. */
  readonly id: string;
  /** The name under which other people may know it. */
  readonly presenceId: string;
  /** Key of the session that it belongs to. */
  readonly owner: string;
  /** What other people may read of the device or program. */
  readonly device: string;
  /** Wall time at which it came, ms. */
  readonly sinceMs: number;
  role: Role;
  /** The filter as it was asked for. */
  asked: Filter;
  /** The filter in force; `intervalMs` is never below the server's. */
  filter: Filter;
  /** {@link filter}, prepared for cutting samples. */
  plan: FilterPlan;
  /** Open event streams. */
  streams: number;
  /** Long polls that wait for an answer. */
  heldPolls: number;
  /** Monotonic time of the newest poll's begin or end, `null` before the first. */
  lastPollMs: number | null;
  /** Monotonic time at which it was last connected in any way. */
  lastSeenMs: number;
  /** Number of the newest announcement that its polls have carried. */
  announced: number;
}
