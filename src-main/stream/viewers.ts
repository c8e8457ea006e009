import { randomBytes } from 'node:crypto';
import { Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { isViewerId } from '../../src-shared/protocol/viewer-id.ts';
import type { Clock } from '../clock.ts';
import type { Demand } from './demand.ts';
import { planFilter } from './filter-plan.ts';
import type { Viewer } from './viewer.ts';

/** Who wants to watch. */
export interface OpenViewer {
  /** Id from the request; left out, a new one is made. An id that is not known becomes a new viewer. */
  readonly id?: string | undefined;
  /** Key of the session that asks. */
  readonly owner: string;
  readonly role: Role;
  /** What other people may read of the device or program. Default `Unknown device`. */
  readonly device?: string | undefined;
  /** Filter of a new viewer; one that is known keeps its own. */
  readonly filter: Filter;
}

/** What a viewer receives after a change of its filter. */
interface FilterInForce {
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
  /** Forgets those whose time is up. */
  sweep(): void;
  /** All that are kept now, connected or not, the oldest first. */
  all(): Iterable<Viewer>;
}

/** Parts that {@link createViewers} needs. */
export interface ViewersOptions {
  readonly clock: Clock;
  readonly serverIntervalMs: () => number;
  readonly demand: Demand;
  /** Most viewers kept. Default 4096. */
  readonly most?: number | undefined;
}

/** Makes an empty registry. */
export function createViewers(options: ViewersOptions): Viewers {
  const { clock, serverIntervalMs, demand, most = 4096 } = options;
  const viewers = new Map<string, Viewer>();

  function isOver(viewer: Viewer): boolean {
    return isIdle(viewer) && clock.monotonicMs() - viewer.lastSeenMs > limits.viewerGraceMs;
  }

  function forget(viewer: Viewer): void {
    viewers.delete(viewer.id);
    demand.remove(viewer.plan);
  }

  function known(id: string): Viewer | undefined {
    const viewer = viewers.get(id);
    if (viewer === undefined || !isOver(viewer)) return viewer;
    forget(viewer);
    return undefined;
  }

  /** Those that are not connected give way, the longest absent first. */
  function makeRoom(): void {
    if (viewers.size < most) return;
    let absent: Viewer | undefined;
    for (const viewer of viewers.values()) {
      if (isIdle(viewer) && (absent === undefined || viewer.lastSeenMs < absent.lastSeenMs)) absent = viewer;
    }
    if (absent === undefined)
      throw new Fault('too_many', `More than ${String(most)} viewers are connected; try later.`);
    forget(absent);
  }

  function create(id: string, { owner, role, filter, device = 'Unknown device' }: OpenViewer): Viewer {
    makeRoom();
    const inForce = enforce(filter, serverIntervalMs());
    const viewer: Viewer = {
      id,
      presenceId: randomId(),
      owner,
      device,
      sinceMs: clock.wallMs(),
      role,
      filter: inForce.filter,
      plan: planFilter(inForce.filter, windowOf(inForce.filter, serverIntervalMs())),
      streams: 0,
      heldPolls: 0,
      lastPollMs: null,
      lastSeenMs: clock.monotonicMs(),
      announced: 0,
    };
    viewers.set(id, viewer);
    demand.add(viewer.plan);
    return viewer;
  }

  return {
    open(wanted) {
      const { id = randomId(), owner, role } = wanted;
      if (!isViewerId(id)) throw new Fault('invalid_viewer', 'A viewer id is 22 to 64 characters of base64url.');
      const viewer = known(id);
      if (viewer === undefined) return create(id, wanted);
      if (viewer.owner !== owner) throw new Fault('forbidden', 'This viewer belongs to another session.');
      viewer.role = role;
      return viewer;
    },
    find(id, owner) {
      const viewer = known(id);
      return viewer?.owner === owner ? viewer : undefined;
    },
    setFilter(viewer, filter) {
      const serverMs = serverIntervalMs();
      const inForce = enforce(filter, serverMs);
      const before = viewer.plan;
      viewer.filter = inForce.filter;
      viewer.plan = planFilter(inForce.filter, windowOf(inForce.filter, serverMs));
      if (viewers.get(viewer.id) === viewer) {
        demand.add(viewer.plan);
        demand.remove(before);
      }
      return inForce;
    },
    sweep() {
      for (const viewer of viewers.values()) if (isOver(viewer)) forget(viewer);
    },
    all: () => viewers.values(),
  };
}

function enforce(filter: Filter, serverMs: number): FilterInForce {
  const asked = filter.intervalMs;
  if (asked === undefined || asked >= serverMs) return { filter, intervalMs: asked ?? serverMs, raised: false };
  return { filter: { ...filter, intervalMs: serverMs }, intervalMs: serverMs, raised: true };
}

/** A viewer as fast as the server takes every sample: windows would drop some and double others when ticks are late. */
function windowOf(filter: Filter, serverMs: number): number | null {
  return filter.intervalMs !== undefined && filter.intervalMs > serverMs ? filter.intervalMs : null;
}

function isIdle(viewer: Viewer): boolean {
  return viewer.streams === 0 && viewer.heldPolls === 0;
}

/** 128 random bits, in 22 characters. */
function randomId(): string {
  return randomBytes(16).toString('base64url');
}
