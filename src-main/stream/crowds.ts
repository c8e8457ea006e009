import type { Socket } from 'node:net';
import type { FilterPlan } from '../../src-shared/protocol/filter-plan.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Beating, Beats } from './beats.ts';
import type { Frame } from './frame.ts';
import type { Frames } from './frames.ts';
import type { StoredEvent } from './stored-event.ts';
import type { StreamCounts } from './stream-counts.ts';
import type { Viewer } from './viewer.ts';

/** A live stream whose events go to a socket as they are. */
export interface CrowdMember {
  readonly viewer: Viewer;
  /** The reader has not taken the newest event yet. */
  behind(): void;
  /** Its viewer has another filter: it leaves. */
  leaveCrowd(): void;
}

/** Live streams with the same filter. */
export interface Crowd {
  readonly plan: FilterPlan;
  /**
   * Monotonic time of the newest event or beat that they got. A member sets it where they are told one by one: what one of
   * them is told then, an announcement or a sample of a fast series, all of them are.
   */
  lastEventMs: number;
}

/**
 * Tells live streams together. Of ten thousand streams, each thing that is looked at comes from far away in memory; so an
 * event is cut and written once for each filter, and then looks at nothing of a stream but its socket.
 */
export interface Crowds {
  /**
   * From the next event on a stream is told with those that have its filter, beats included.
   * @param nowMs monotonic time of the event that it has just had
   */
  readonly join: (member: CrowdMember, socket: Socket, nowMs: number) => Crowd;
  readonly leave: (socket: Socket) => void;
  /** Brings a new event to everybody in a crowd. */
  readonly stored: (event: StoredEvent, nowMs: number) => void;
  /** Some viewer has another filter: before the next event, whoever is in the wrong crowd leaves it. */
  readonly filtersChanged: () => void;
}

interface KnownCrowd extends Crowd {
  size: number;
  /** What the newest event is for it; `null` where the filter leaves nothing of it. */
  chunk: Buffer | null;
}

/** Parts that {@link createCrowds} needs. */
interface CrowdParts {
  readonly frames: Pick<Frames, 'frame'>;
  readonly counts: StreamCounts;
  readonly beats: Pick<Beats, 'add' | 'remove'>;
}

/** Makes an empty place. */
export function createCrowds({ frames, counts, beats }: CrowdParts): Crowds {
  const crowds = new Map<FilterPlan, KnownCrowd>();
  const members = new Map<Socket, CrowdMember>();
  /** In the order in which they came, whatever their filter: so they lie in memory. */
  const crowdOf = new Map<Socket, KnownCrowd>();
  let isStale = false;

  function sort(): void {
    isStale = false;
    for (const [socket, { plan }] of crowdOf) {
      const member = members.get(socket);
      if (member?.viewer.plan !== plan) member?.leaveCrowd();
    }
  }

  function take(crowd: KnownCrowd, frame: Frame, nowMs: number): void {
    crowd.chunk = frame.chunk;
    crowd.lastEventMs = nowMs;
    counts.eventsSent += crowd.size;
    counts.bytesSent += crowd.size * frame.event.length;
  }

  /** Brings to each what its crowd has taken. */
  function write(): void {
    // A socket is not asked whether it is still open: it refuses by itself, and is out of here soon.
    for (const [socket, { chunk }] of crowdOf)
      if (chunk !== null && !socket.write(chunk)) members.get(socket)?.behind();
  }

  /** All crowds as one, so that sockets are walked over once, however many crowds are due. */
  const beating: Beating = {
    get lastEventMs() {
      let oldestMs = Infinity;
      for (const { lastEventMs } of crowds.values()) oldestMs = Math.min(oldestMs, lastEventMs);
      return oldestMs;
    },
    beat(frame, nowMs) {
      for (const crowd of crowds.values()) {
        if (crowd.lastEventMs + limits.beatAfterMs > nowMs) crowd.chunk = null;
        else take(crowd, frame, nowMs);
      }
      write();
    },
  };

  function open(plan: FilterPlan, nowMs: number): KnownCrowd {
    const crowd: KnownCrowd = { plan, lastEventMs: nowMs, size: 0, chunk: null };
    if (crowds.size === 0) beats.add(beating);
    crowds.set(plan, crowd);
    return crowd;
  }

  return {
    join(member, socket, nowMs) {
      const { plan } = member.viewer;
      const crowd = crowds.get(plan) ?? open(plan, nowMs);
      crowd.size += 1;
      crowdOf.set(socket, crowd);
      members.set(socket, member);
      return crowd;
    },
    leave(socket) {
      const crowd = crowdOf.get(socket);
      if (crowd === undefined) return;
      crowdOf.delete(socket);
      members.delete(socket);
      crowd.size -= 1;
      if (crowd.size > 0) return;
      crowds.delete(crowd.plan);
      if (crowds.size === 0) beats.remove(beating);
    },
    stored(event, nowMs) {
      if (isStale) sort();
      for (const crowd of crowds.values()) {
        const frame = frames.frame(event, crowd.plan);
        if (frame === null) crowd.chunk = null;
        else take(crowd, frame, nowMs);
      }
      write();
    },
    filtersChanged() {
      isStale = true;
    },
  };
}
