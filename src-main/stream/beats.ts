import { limits } from '../../src-shared/protocol/limits.ts';
import { sseText } from './event-text.ts';
import { type Frame, frameOf } from './frame.ts';
import type { Cancel, Clock } from '../clock.ts';

/** A stream that must not fall silent, or streams that are told together. */
export interface Beating {
  /** Monotonic time of its last event; of several, of the one that has been silent longest. */
  readonly lastEventMs: number;
  /**
   * Takes a `beat`.
   * @param nowMs monotonic time of it
   */
  beat(frame: Frame, nowMs: number): void;
}

/** Sends `beat` into streams that had no event for a while. */
export interface Beats {
  add(stream: Beating): void;
  remove(stream: Beating): void;
  close(): void;
}

const restMs = ({ lastEventMs }: Beating, nowMs: number): number => lastEventMs + limits.beatAfterMs - nowMs;

/**
 * One timer for all streams: it is set for the one that is due first, and events only ever put that off, so it fires
 * a few times a minute however many streams there are.
 */
export function createBeats(clock: Clock): Beats {
  const streams = new Set<Beating>();
  let waiting: Cancel | null = null;

  function wait(ms: number): void {
    // Whoever gets a beat may leave the others, and be added by itself.
    waiting?.();
    waiting = clock.after(ms, beatAll);
  }

  function beatAll(): void {
    waiting = null;
    const nowMs = clock.monotonicMs();
    const frame = frameOf(sseText('beat', JSON.stringify({ t: clock.wallMs() }), null));
    let nextMs: number = limits.beatAfterMs;
    for (const stream of streams) {
      if (restMs(stream, nowMs) <= 0) stream.beat(frame, nowMs);
      // Of several that are one to this place some may be due next; one that takes no beat now is looked at with the others.
      const leftMs = restMs(stream, nowMs);
      if (leftMs > 0) nextMs = Math.min(nextMs, leftMs);
    }
    if (streams.size > 0) wait(nextMs);
  }

  return {
    add(stream) {
      streams.add(stream);
      if (waiting === null) wait(limits.beatAfterMs);
    },
    remove(stream) {
      streams.delete(stream);
      if (streams.size > 0) return;
      waiting?.();
      waiting = null;
    },
    close() {
      streams.clear();
      waiting?.();
      waiting = null;
    },
  };
}
