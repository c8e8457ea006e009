import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { createEvictedTimes } from './evicted-times.ts';
import type { StoredEvent, StoredSample, StoredText } from './stored-event.ts';
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
  addSample(t: number, host: string, values: Readonly<Partial<MetricValues>>): StoredSample;
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

/** Makes an empty ring. */
export function createRing(options: RingOptions): Ring {
  const { clock, ringMs = limits.ringMs, ringBytes = 32 * 1024 * 1024 } = options;
  const forgotten = createEvictedTimes();
  let held: (Held | undefined)[] = [];
  /** Index of the oldest event in `held`. */
  let head = 0;
  let firstSeq = 1;
  let lastSeq = 0;
  let bytes = 0;
  let overflows = 0;
  let previousT: number | null = null;

  function add<Event extends StoredEvent>(event: Event, weight: number): Event {
    const atMs = clock.monotonicMs();
    held.push({ event, bytes: weight, atMs });
    lastSeq = event.seq;
    bytes += weight;
    while (firstSeq < lastSeq && forgetOldest(atMs));
    return event;
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
    addSample(t, host, values) {
      const sample: StoredSample = { name: 'sample', seq: lastSeq + 1, t, previousT, host, values };
      previousT = t;
      return add(sample, weighJson(values));
    },
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
