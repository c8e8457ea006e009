import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRing } from '../../../src-main/stream/ring.ts';
import { weighJson } from '../../../src-main/stream/weigh.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { loadOf } from '../../support/hub-server.ts';

const minuteMs = 60_000;
const sampleBytes = weighJson(loadOf(0));

function fill(ring: ReturnType<typeof createRing>, clock: ReturnType<typeof createFakeClock>, seconds: number) {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1_000);
    ring.addSample(clock.wallMs(), 'box', loadOf(second));
  }
}

describe('the replay ring', () => {
  test('is empty before the first event', () => {
    const ring = createRing({ clock: createFakeClock() });
    expect([ring.firstSeq, ring.lastSeq, ring.at(0), ring.at(1), ring.timeOf(0), ring.oldestSampleT()]).toEqual([
      1,
      0,
      undefined,
      undefined,
      null,
      null,
    ]);
  });

  test('numbers every stored event from 1 and tells each sample the time of the one before', () => {
    const clock = createFakeClock();
    const ring = createRing({ clock });
    expect(ring.addText('rules', 5, '{}').seq).toBe(1);
    expect(ring.addSample(10, 'box', loadOf(1))).toMatchObject({ seq: 2, previousT: null });
    expect(ring.addText('alert', 15, '{}').seq).toBe(3);
    expect(ring.addSample(20, 'box', loadOf(2))).toMatchObject({ seq: 4, previousT: 10 });
    expect(ring.oldestSampleT()).toBe(10);
  });

  test('reaches back fifteen minutes while it is small', () => {
    const clock = createFakeClock();
    const ring = createRing({ clock });
    fill(ring, clock, 30 * 60);
    expect(ring.lastSeq - ring.firstSeq).toBe(15 * 60);
    expect(ring.overflows).toBe(0);
  });

  test('gives up all but five minutes when it is larger than a quarter of its bound', () => {
    const clock = createFakeClock();
    const ring = createRing({ clock, ringBytes: sampleBytes * 400 });
    fill(ring, clock, 30 * 60);
    expect(ring.lastSeq - ring.firstSeq).toBe(5 * 60);
    expect(ring.overflows).toBe(0);
  });

  test('stays within its bytes even if that costs younger events, and counts those', () => {
    const clock = createFakeClock();
    const ring = createRing({ clock, ringBytes: sampleBytes * 100 });
    fill(ring, clock, 250);
    expect(ring.bytes).toBeLessThanOrEqual(sampleBytes * 100);
    expect(ring.lastSeq - ring.firstSeq + 1).toBe(100);
    expect(ring.overflows).toBe(150);
  });

  test('keeps the newest event even if that alone is larger than the bound', () => {
    const clock = createFakeClock();
    const ring = createRing({ clock, ringBytes: 1 });
    fill(ring, clock, 3);
    expect([ring.firstSeq, ring.lastSeq]).toEqual([3, 3]);
    expect(ring.at(3)).toBeDefined();
  });

  test('is not emptied by a clock that is set forward', () => {
    const clock = createFakeClock();
    const ring = createRing({ clock });
    fill(ring, clock, 60);
    clock.stepWall(24 * 60 * minuteMs);
    fill(ring, clock, 60);
    expect(ring.firstSeq).toBe(1);
  });

  test('knows the time of every event, of forgotten ones never too late and at most a few percent too early', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 1, max: 200 }), (seconds, kept) => {
        const clock = createFakeClock();
        const ring = createRing({ clock, ringBytes: sampleBytes * kept });
        const startMs = clock.wallMs();
        fill(ring, clock, seconds);
        for (let seq = 1; seq <= seconds; seq += Math.ceil(seconds / 50)) {
          const known = ring.timeOf(seq);
          const truth = startMs + seq * 1_000;
          if (seq >= ring.firstSeq) expect(known).toBe(truth);
          expect(known).toBeLessThanOrEqual(truth);
          expect(known).toBeGreaterThanOrEqual(truth - Math.max(1, seconds / 400) * 1_000);
        }
      }),
      { numRuns: 30 },
    );
  });
});
