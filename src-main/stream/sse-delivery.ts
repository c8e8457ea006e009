import type { EventId } from '../../src-shared/protocol/event-id.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Cancel } from '../clock.ts';
import type { Announcement } from './announcements.ts';
import type { Beating } from './beats.ts';
import type { Crowd, CrowdMember } from './crowds.ts';
import { sseText } from './event-text.ts';
import type { Frame } from './frame.ts';
import type { HubInner } from './hub.ts';
import { beginWithNewest, resumeAfter } from './resume.ts';
import type { SseConnection } from './sse-connection.ts';
import type { StoredEvent } from './stored-event.ts';
import type { Subscriber } from './subscriber.ts';
import type { Viewer } from './viewer.ts';

/** Bytes of replay written before the socket is asked whether it wants more. */
const pieceBytes = 64 * 1024;
/** Events looked at for one piece, so that a long replay leaves the event loop to others in between. */
const pieceEvents = 512;
/** A replay that nobody reads for this long is given up, ms. */
const stalledMs = 30_000;
/** Time that the last bytes of an ended stream have to leave, ms: within a second of a revocation it is over. */
const flushMs = 500;
const nothing = Buffer.alloc(0);

/**
 * Brings events to one stream. It begins by catching up: it walks through the ring piece by piece, at the pace of the
 * reader. Where the walk meets the newest event it turns live, within one turn of the event loop, so nothing is missed
 * or sent twice; from then on it takes frames as they are published, after the first one together with the other streams
 * that have its filter, and is cut when they pile up.
 */
export class SseDelivery implements Subscriber, CrowdMember, Beating {
  readonly viewer: Viewer;
  readonly #hub: HubInner;
  readonly #connection: SseConnection;
  #phase: 'opening' | 'catchingUp' | 'live' | 'closed' = 'opening';
  /** Number of the newest event that needs no replay; of no meaning when live. */
  #cursor = 0;
  /** Number of the newest announcement it was told. */
  #announced: number;
  #cancelWait: Cancel | null = null;
  /** Those it is told with. */
  #crowd: Crowd | null = null;
  /** Monotonic time of the last event; of no meaning in a crowd, which has one for all. */
  #lastEventMs: number;

  constructor(hub: HubInner, viewer: Viewer, connection: SseConnection) {
    this.#hub = hub;
    this.viewer = viewer;
    this.#connection = connection;
    this.#announced = hub.announcements.newest;
    this.#lastEventMs = hub.clock.monotonicMs();
    hub.subscribers.add(this);
    hub.beats.add(this);
  }

  get lastEventMs(): number {
    return this.#lastEventMs;
  }

  /** Sends `hello` and what follows after `id`; the head has been sent. */
  begin(id: EventId | null): void {
    if (this.#phase !== 'opening') return;
    const { ring, epoch, clock, counts } = this.#hub;
    this.#phase = 'catchingUp';
    this.#cursor = id === null ? beginWithNewest(ring) : ring.lastSeq;
    this.#send('hello', this.#hub.helloJson(this.viewer, this.#cursor));
    if (id !== null) {
      const point = resumeAfter(id, epoch, ring, clock.wallMs());
      this.#cursor = point.cursor;
      if (point.gap !== null) this.#send('gap', JSON.stringify(point.gap));
      if (point.gap !== null || point.cursor < ring.lastSeq) counts.replays += 1;
    }
    this.#catchUp();
  }

  stored(event: StoredEvent, nowMs: number): void {
    if (this.#phase !== 'live') return;
    const frame = this.#hub.frames.frame(event, this.viewer.plan);
    if (frame === null) return;
    this.#sendLive(frame, nowMs);
    this.#joinCrowd(nowMs);
  }

  behind(): void {
    if (this.#connection.backlogBytes > limits.backlogBytes) this.#drop();
  }

  leaveCrowd(): void {
    const { socket } = this.#connection;
    if (this.#crowd === null || socket === null) return;
    this.#lastEventMs = this.#crowd.lastEventMs;
    this.#hub.beats.add(this);
    this.#hub.crowds.leave(socket);
    this.#crowd = null;
    this.#hub.subscribers.setAlone(this, true);
  }

  announced(announcement: Announcement): void {
    if (this.#phase !== 'live') return;
    this.#announced = announcement.number;
    this.#sendLive(announcement.for[this.viewer.role].frame, this.#hub.clock.monotonicMs());
  }

  beat(frame: Frame, nowMs: number): void {
    if (this.#phase === 'live') this.#sendLive(frame, nowMs);
  }

  end(bye: Announcement | null): Promise<void> {
    return new Promise((resolve) => {
      this.close();
      const cancel = this.#hub.clock.after(flushMs, () => {
        this.#connection.destroy();
        resolve();
      });
      this.#connection.finish(bye?.for[this.viewer.role].frame.event ?? nothing, () => {
        cancel();
        resolve();
      });
    });
  }

  /** Leaves the hub; calling it twice does nothing. */
  close(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#cancelWait?.();
    this.leaveCrowd();
    this.#hub.subscribers.delete(this);
    this.#hub.beats.remove(this);
    this.#hub.connections.streamClosed(this.viewer);
  }

  #catchUp(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
    if (this.#phase !== 'catchingUp') return;
    const isRead = this.#writePiece();
    if (this.#cursor < this.#hub.ring.lastSeq) {
      if (isRead) this.#catchUpSoon();
      else this.#waitForReader();
      return;
    }
    // Also where the last piece has not left yet: from now on what piles up is counted.
    this.#phase = 'live';
    for (const announcement of this.#hub.announcements.after(this.#announced)) this.announced(announcement);
  }

  #catchUpSoon(): void {
    setImmediate(() => {
      this.#catchUp();
    });
  }

  /** Writes the next events of the replay; false when the reader is behind. */
  #writePiece(): boolean {
    const { ring, frames } = this.#hub;
    const piece: Buffer[] = [];
    let bytes = 0;
    const upTo = Math.min(ring.lastSeq, this.#cursor + pieceEvents);
    this.#reportForgotten();
    while (this.#cursor < upTo && bytes < pieceBytes) {
      this.#cursor += 1;
      const event = ring.at(this.#cursor);
      const frame = event === undefined ? null : frames.frame(event, this.viewer.plan);
      if (frame === null) continue;
      piece.push(frame.event);
      bytes += frame.event.length;
    }
    return piece.length === 0 || this.#write(Buffer.concat(piece, bytes), piece.length);
  }

  /** A reader so slow that the ring has moved on past it is told what it misses. */
  #reportForgotten(): void {
    const { ring, epoch, clock } = this.#hub;
    const { cursor, gap } = resumeAfter({ epoch, seq: this.#cursor }, epoch, ring, clock.wallMs());
    this.#cursor = cursor;
    if (gap !== null) this.#send('gap', JSON.stringify(gap));
  }

  #waitForReader(): void {
    this.#cancelWait = this.#hub.clock.after(stalledMs, () => {
      this.#drop();
    });
    this.#connection.onceDrained(() => {
      this.#catchUpSoon();
    });
  }

  #send(name: 'hello' | 'gap', json: string): void {
    this.#write(Buffer.from(sseText(name, json, null)), 1);
  }

  #sendLive(frame: Frame, nowMs: number): void {
    this.#count(frame.event.length, 1, nowMs);
    if (!this.#connection.sendLive(frame)) this.behind();
  }

  /** At an event, so that it has had all that the crowd had until now. */
  #joinCrowd(nowMs: number): void {
    const { socket } = this.#connection;
    if (this.#phase !== 'live' || this.#crowd !== null || socket === null) return;
    this.#crowd = this.#hub.crowds.join(this, socket, nowMs);
    this.#hub.beats.remove(this);
    this.#hub.subscribers.setAlone(this, false);
  }

  #write(frames: Buffer, events: number): boolean {
    this.#count(frames.length, events, this.#hub.clock.monotonicMs());
    return this.#connection.send(frames);
  }

  #count(bytes: number, events: number, nowMs: number): void {
    const { counts } = this.#hub;
    this.#lastEventMs = nowMs;
    if (this.#crowd !== null) this.#crowd.lastEventMs = nowMs;
    counts.eventsSent += events;
    counts.bytesSent += bytes;
  }

  #drop(): void {
    this.#hub.counts.drops += 1;
    this.close();
    this.#connection.destroy();
  }
}
