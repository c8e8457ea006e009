import { randomBytes } from 'node:crypto';
import { Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import { windowMsOf } from '../../src-shared/protocol/filter-plan.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { isViewerId } from '../../src-shared/protocol/viewer-id.ts';
import type { Clock } from '../clock.ts';
import type { Demand } from './demand.ts';
import type { FastDemand } from './fast-demand.ts';
import type { GrantFast } from './fast-grant.ts';
import { createPlans } from './plans.ts';
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
  /** Why a part of `fast` is not in the filter; left out where nothing is missing. */
  readonly fastLeftOut?: string;
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
  /** The server's interval, or who may have what read fast, is another one: each filter is put in force anew. */
  filtersChanged(): void;
  /** The viewer that others know by this id; `undefined` where there is none. */
  named(presenceId: string): Viewer | undefined;
  /** Forgets those of an owner, connected or not. */
  forgetOwner(owner: string): void;
  /** Forgets those whose time is up. */
  sweep(): void;
  /** All that are kept now, connected or not, the oldest first. */
  all(): Iterable<Viewer>;
}

/** Grants it, and follows who has it. */
interface FastParts {
  readonly demand: FastDemand;
  readonly grant: GrantFast;
  /** A viewer has another filter. */
  readonly onFilter: (viewer: Viewer) => void;
}

/** Parts that {@link createViewers} needs. */
export interface ViewersOptions {
  readonly clock: Clock;
  readonly serverIntervalMs: () => number;
  readonly demand: Demand;
  /** What is read faster for one viewer. Default: nothing is. */
  readonly fast?: FastParts;
  /** Called when what a viewer gets is cut anew. Default: nobody wants to know. */
  readonly onPlan?: () => void;
  /** Called when one had to make room, or came back in another role: who watches may be told wrongly. Default: nobody wants to know. */
  readonly onOther?: () => void;
  /** Most viewers kept. Default 4096. */
  readonly most?: number | undefined;
}

/** Makes an empty registry. */
export function createViewers(options: ViewersOptions): Viewers {
  const { clock, serverIntervalMs, demand, fast, onPlan, onOther, most = 4096 } = options;
  const viewers = new Map<string, Viewer>();
  /** Monotonic time before which nobody's time is up. */
  let nobodyOverBeforeMs = 0;
  const planOf = createPlans();

  function isOver(viewer: Viewer): boolean {
    return isIdle(viewer) && clock.monotonicMs() - viewer.lastSeenMs > limits.viewerGraceMs;
  }

  function forget(viewer: Viewer): void {
    viewers.delete(viewer.id);
    demand.remove(viewer.plan);
    fast?.demand.remove(viewer);
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
    onOther?.();
  }

  function create(id: string, { owner, role, filter, device = 'Unknown device' }: OpenViewer): Viewer {
    makeRoom();
    const inForce = enforce(filter, role);
    const viewer: Viewer = {
      id,
      presenceId: randomId(),
      owner,
      device,
      sinceMs: clock.wallMs(),
      role,
      asked: filter,
      filter: inForce.filter,
      plan: planOf(inForce.filter, windowMsOf(inForce.filter, serverIntervalMs())),
      streams: 0,
      heldPolls: 0,
      lastPollMs: null,
      lastSeenMs: clock.monotonicMs(),
      announced: 0,
    };
    viewers.set(id, viewer);
    demand.add(viewer.plan);
    fast?.demand.update(viewer);
    return viewer;
  }

  function enforce(filter: Filter, role: Role): FilterInForce {
    const serverMs = serverIntervalMs();
    const { fast: askedFast, ...rest } = filter;
    const asked = filter.intervalMs;
    const raised = asked !== undefined && asked < serverMs;
    const intervalMs = raised ? serverMs : (asked ?? serverMs);
    if (askedFast === undefined && !raised) return { filter, intervalMs: asked ?? serverMs, raised };
    const granted = askedFast === undefined ? undefined : fast?.grant(askedFast, role);
    return {
      filter: {
        ...rest,
        ...(raised ? { intervalMs } : {}),
        ...(granted === undefined || granted.fast.length === 0 ? {} : { fast: [...granted.fast] }),
      },
      intervalMs,
      raised,
      ...(typeof granted?.leftOut === 'string' ? { fastLeftOut: granted.leftOut } : {}),
    };
  }

  function setFilter(viewer: Viewer, filter: Filter): FilterInForce {
    const serverMs = serverIntervalMs();
    const inForce = enforce(filter, viewer.role);
    const before = viewer.plan;
    viewer.asked = filter;
    viewer.filter = inForce.filter;
    viewer.plan = planOf(inForce.filter, windowMsOf(inForce.filter, serverMs));
    if (viewer.plan !== before) onPlan?.();
    if (viewers.get(viewer.id) === viewer) {
      demand.add(viewer.plan);
      demand.remove(before);
      fast?.demand.update(viewer);
      if (before.fast.length > 0 || viewer.plan.fast.length > 0) fast?.onFilter(viewer);
    }
    return inForce;
  }

  return {
    open(wanted) {
      const { id = randomId(), owner, role } = wanted;
      if (!isViewerId(id)) throw new Fault('invalid_viewer', 'A viewer id is 22 to 64 characters of base64url.');
      const viewer = known(id);
      if (viewer === undefined) return create(id, wanted);
      if (viewer.owner !== owner) throw new Fault('forbidden', 'This viewer belongs to another session.');
      if (viewer.role === role) return viewer;
      viewer.role = role;
      setFilter(viewer, viewer.asked);
      onOther?.();
      return viewer;
    },
    find(id, owner) {
      const viewer = known(id);
      return viewer?.owner === owner ? viewer : undefined;
    },
    setFilter,
    filtersChanged() {
      for (const viewer of viewers.values()) setFilter(viewer, viewer.asked);
    },
    named: (presenceId) => [...viewers.values()].find((one) => one.presenceId === presenceId && !isOver(one)),
    forgetOwner(owner) {
      for (const viewer of viewers.values()) if (viewer.owner === owner) forget(viewer);
    },
    sweep() {
      const nowMs = clock.monotonicMs();
      if (nowMs < nobodyOverBeforeMs) return;
      // Whoever leaves from now on stays at least as long as this.
      nobodyOverBeforeMs = nowMs + limits.viewerGraceMs;
      for (const viewer of viewers.values()) {
        if (isOver(viewer)) forget(viewer);
        else if (isIdle(viewer)) {
          nobodyOverBeforeMs = Math.min(nobodyOverBeforeMs, viewer.lastSeenMs + limits.viewerGraceMs);
        }
      }
    },
    all: () => viewers.values(),
  };
}

function isIdle(viewer: Viewer): boolean {
  return viewer.streams === 0 && viewer.heldPolls === 0;
}

/** 128 random bits, in 22 characters. */
function randomId(): string {
  return randomBytes(16).toString('base64url');
}
