import { Fault } from '../../src-shared/fault.ts';
import type { Presence } from '../../src-shared/protocol/events.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Clock } from '../clock.ts';
import type { Viewer } from './viewer.ts';

/** Streams that one viewer may have open: a page has one, and a second for a moment while it reconnects. */
const mostStreams = 8;
/** Polls of one viewer that may wait at the same time. */
const mostHeldPolls = 16;
/** A viewer between two polls still counts as one that polls: the longest hold and some time to ask again. */
const pollPresenceMs = limits.pollMs.max + 5_000;

/** Keeps count of how each viewer is connected. */
export interface Connections {
  /** @throws Fault `too_many` */
  streamOpened(viewer: Viewer): void;
  streamClosed(viewer: Viewer): void;
  /**
   * Returns whether the viewer has not been polling until now.
   * @throws Fault `too_many`
   */
  pollBegan(viewer: Viewer): boolean;
  pollEnded(viewer: Viewer): void;
  /** How a viewer is connected; `null` for one that is not. Who has a stream does not count as polling. */
  transportOf(viewer: Viewer): 'sse' | 'poll' | null;
  /** Looks who polls no more; true where {@link Connections.count} may be another one by nothing but time. */
  sweep(): boolean;
  /** Viewers by their transport; see {@link Connections.transportOf}. */
  count(viewers: Iterable<Viewer>): Presence;
}

/** @param changed called when {@link Connections.count} may have changed; `joined` when somebody came */
export function createConnections(clock: Clock, changed: (joined: boolean) => void): Connections {
  /** Those that poll, and those that did until the newest look. */
  const polling = new Set<Viewer>();

  function polls(viewer: Viewer): boolean {
    const { lastPollMs } = viewer;
    return viewer.heldPolls > 0 || (lastPollMs !== null && clock.monotonicMs() - lastPollMs < pollPresenceMs);
  }

  function transportOf(viewer: Viewer): 'sse' | 'poll' | null {
    if (viewer.streams > 0) return 'sse';
    return polls(viewer) ? 'poll' : null;
  }

  return {
    transportOf,
    streamOpened(viewer) {
      if (viewer.streams >= mostStreams) {
        throw new Fault('too_many', `This viewer has ${String(mostStreams)} open streams; close one first.`);
      }
      viewer.streams += 1;
      viewer.lastSeenMs = clock.monotonicMs();
      changed(true);
    },
    streamClosed(viewer) {
      viewer.streams -= 1;
      viewer.lastSeenMs = clock.monotonicMs();
      // A page with a stream polls only to fill its charts: when it leaves, it has left.
      if (viewer.heldPolls === 0) viewer.lastPollMs = null;
      changed(false);
    },
    pollBegan(viewer) {
      if (viewer.heldPolls >= mostHeldPolls) {
        throw new Fault('too_many', `This viewer has ${String(mostHeldPolls)} waiting polls; wait for their answers.`);
      }
      const isNew = !polls(viewer);
      polling.add(viewer);
      viewer.heldPolls += 1;
      viewer.lastPollMs = clock.monotonicMs();
      viewer.lastSeenMs = viewer.lastPollMs;
      if (isNew && viewer.streams === 0) changed(true);
      return isNew;
    },
    pollEnded(viewer) {
      viewer.heldPolls -= 1;
      viewer.lastPollMs = clock.monotonicMs();
      viewer.lastSeenMs = viewer.lastPollMs;
    },
    sweep() {
      const before = polling.size;
      for (const viewer of polling) if (!polls(viewer)) polling.delete(viewer);
      return polling.size < before;
    },
    count(viewers) {
      let sse = 0;
      let poll = 0;
      for (const viewer of viewers) {
        const transport = transportOf(viewer);
        if (transport === 'sse') sse += 1;
        else if (transport === 'poll') poll += 1;
      }
      return { viewers: sse + poll, sse, poll };
    },
  };
}
