import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { createEvictedTimes } from './evicted-times.ts';
import type { StoredEvent, StoredFast, StoredSample, StoredText } from './stored-event.ts';
import { weighJson } from './weigh.ts';

/** Bounds of a ring. */
export interface RingOptions {
  readonly clock: Clock;
  /** Time reached back at the least, ms. Default {@link limits.ringMs}. */
  readonly ringMs?: number | undefined;
  /** Estimated JSON bytes beyond which even younger events go. Default 32 MiB. */
  readonly ringBytes?: number | undefined;
}

/** The stored events of this server start that can still be replayed, numbered without a hole. */
export interface Ring {
  /** Number of the oldest event held; one above {@link lastSeq} before the first. */
  readonly firstSeq: number;
  /** Number of the newest event; 0 before the first. */
  readonly lastSeq: number;
  /** Estimated JSON bytes held. */
  readonly bytes: number;
  /** Events forgotten before their time because the ring was full. */
  readonly overflows: number;
  /** Sets the bound of bytes; what is too much goes with the next event. */
  readonly setMostBytes: (ringBytes: number) => void;
  addSample(t: number, host: string, values: Readonly<Partial<MetricValues>>): StoredSample;
  addFast(t: number, everyMs: number, host: string, values: Readonly<Partial<MetricValues>>): StoredFast;
  addText(name: StoredText['name'], t: number, json: string): StoredText;
  /** The event of a number; `undefined` when it is forgotten or not yet there. */
  at(seq: number): StoredEvent | undefined;
  /** Wall time of an event, also of a forgotten one, then perhaps somewhat early; `null` before the first. */
  timeOf(seq: number): number | null;
  /** Wall time of the oldest sample held. */
  oldestSampleT(): number | null;
}

interface Held {
  readonly event: StoredEvent;
  readonly bytes: number;
  /** Monotonic time of arrival: a step of the wall clock must not empty the ring. */
  readonly atMs: number;
}

/** A ring that is small enough may reach back this many times its duty. */
const generosity = 3;
/** Share of the byte bound above which nothing is kept longer than the duty asks for. */
const generousShare = 1 / 4;
/** Of a fast series nothing older is replayed, ms: it would take the room of what everybody gets. */
const fastMs = 60_000;

/** Makes an empty ring. */
export function createRing(options: RingOptions): Ring {
  const { clock, ringMs = limits.ringMs } = options;
  let { ringBytes = 32 * 1024 * 1024 } = options;
  const forgotten = createEvictedTimes();
  let held: (Held | undefined)[] = [];
  /** Index of the oldest event in `held`. */
  let head = 0;
  let firstSeq = 1;
  let lastSeq = 0;
  let bytes = 0;
  let overflows = 0;
  let previousT: number | null = null;
  /** Number of the oldest event that may be a sample of a fast series with values. */
  let emptiedTo = 1;

  function add<Event extends StoredEvent>(event: Event, weight: number): Event {
    const atMs = clock.monotonicMs();
    held.push({ event, bytes: weight, atMs });
    lastSeq = event.seq;
    bytes += weight;
    while (firstSeq < lastSeq && forgetOldest(atMs));
    emptyOldFast(atMs);
    return event;
  }

  /** Their numbers stay, for others are counted by them. */
  function emptyOldFast(nowMs: number): void {
    for (emptiedTo = Math.max(emptiedTo, firstSeq); emptiedTo <= lastSeq; emptiedTo += 1) {
      const place = head + emptiedTo - firstSeq;
      const old = held[place];
      if (old === undefined || nowMs - old.atMs <= fastMs) return;
      if (old.event.name !== 'fast') continue;
      bytes -= old.bytes;
      held[place] = { event: { ...old.event, values: {} }, bytes: 0, atMs: old.atMs };
    }
  }

  /** Drops the oldest event if it has to go. */
  function forgetOldest(nowMs: number): boolean {
    const oldest = held[head];
    if (oldest === undefined) return false;
    const ageMs = nowMs - oldest.atMs;
    const full = bytes > ringBytes;
    const old = ageMs > ringMs * generosity || (ageMs > ringMs && bytes > ringBytes * generousShare);
    if (!full && !old) return false;
    if (full && ageMs <= ringMs) overflows += 1;
    forgotten.add(oldest.event.seq, oldest.event.t);
    bytes -= oldest.bytes;
    held[head] = undefined;
    head += 1;
    firstSeq += 1;
    if (head > 1024 && head * 2 > held.length) {
      held = held.slice(head);
      head = 0;
    }
    return true;
  }

  function at(seq: number): StoredEvent | undefined {
    return seq < firstSeq ? undefined : held[head + seq - firstSeq]?.event;
  }

  return {
    get firstSeq() {
      return firstSeq;
    },
    get lastSeq() {
      return lastSeq;
    },
    get bytes() {
      return bytes;
    },
    get overflows() {
      return overflows;
    },
    setMostBytes(most) {
      ringBytes = most;
    },
    addSample(t, host, values) {
      const sample: StoredSample = { name: 'sample', seq: lastSeq + 1, t, previousT, host, values };
      previousT = t;
      return add(sample, weighJson(values));
    },
    addFast: (t, everyMs, host, values) =>
      add({ name: 'fast', seq: lastSeq + 1, t, everyMs, host, values }, weighJson(values)),
    addText(name, t, json) {
      return add({ name, seq: lastSeq + 1, t, json }, json.length);
    },
    at,
    timeOf: (seq) => at(seq)?.t ?? forgotten.at(seq),
    oldestSampleT() {
      for (let seq = firstSeq; seq <= lastSeq; seq += 1) {
        const event = at(seq);
        if (event?.name === 'sample') return event.t;
      }
      return null;
    },
  };
}
