import type { Clock } from '../clock.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import { Fault } from '../../src-shared/fault.ts';
import type { Viewer } from './viewer.ts';

/** Who wants to watch. */
export interface OpenViewer {
  /** Id from the request; left out, a new one is made. An id that is not known becomes a new viewer. */
  readonly id?: string | undefined;
  /** Key of the session that asks. */
  readonly owner: string;
  readonly role: Role;
  /** Filter of a new viewer; one that is known keeps its own. */
  readonly filter: Filter;
}

/** What a viewer receives after a change of its filter. */
export interface FilterInForce {
  readonly filter: Filter;
  /** Shortest time between two samples, ms. */
  readonly intervalMs: number;
  /** The interval asked for was below the server's. */
  readonly raised: boolean;
}

/** All viewers that are connected or may come back. */
export interface Viewers {
  /**
   * Finds a viewer of the same owner, or makes one.
   * @throws Fault `invalid_viewer` (form of the id), `forbidden` (another owner's), `too_many`
   */
  open(options: OpenViewer): Viewer;
  /** The owner's viewer with this id; `undefined` where there is none. */
  find(id: string, owner: string): Viewer | undefined;
  /** Replaces the filter, from the next event on. */
  setFilter(viewer: Viewer, filter: Filter): FilterInForce;
  /** Viewers kept now, connected or not. */
  readonly size: number;
}

/** Parts that {@link createViewers} needs. */
export interface ViewersOptions {
  readonly clock: Clock;
  readonly serverIntervalMs: () => number;
}

/** Makes an empty registry. */
export function createViewers(options: ViewersOptions): Viewers {
  throw new Fault('internal', `not built yet at ${String(options.clock.wallMs())}`);
}
