import { describe, expect, test } from 'vitest';
import { createBeats, type Beating } from '../../../src-main/stream/beats.ts';
import type { Frame } from '../../../src-main/stream/frame.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function make() {
  const clock = createFakeClock();
  const beats = createBeats(clock);
  function add() {
    const beatsAt: number[] = [];
    const stream = {
      lastEventMs: clock.monotonicMs(),
      beat: (frame: Frame) => {
        expect(frame.event.toString()).toBe(`event: beat\ndata: {"t":${String(clock.wallMs())}}\n\n`);
        stream.lastEventMs = clock.monotonicMs();
        beatsAt.push(clock.monotonicMs());
      },
    } satisfies Beating;
    beats.add(stream);
    return { stream, beatsAt };
  }
  return { clock, beats, add };
}

describe('a beat', () => {
  test('comes 15 s after the last event, and every 15 s while there is no other', () => {
    const { clock, add } = make();
    const { beatsAt } = add();
    clock.advance(60_000);
    expect(beatsAt).toEqual([15_000, 30_000, 45_000, 60_000]);
  });

  test('is put off by every event', () => {
    const { clock, add } = make();
    const { stream, beatsAt } = add();
    for (let second = 1; second <= 40; second += 1) {
      clock.advance(1_000);
      stream.lastEventMs = clock.monotonicMs();
    }
    expect(beatsAt).toEqual([]);
    clock.advance(15_000);
    expect(beatsAt).toEqual([55_000]);
  });

  test('comes to each stream in its own time, from one timer', () => {
    const { clock, add } = make();
    const one = add();
    clock.advance(4_000);
    const two = add();
    clock.advance(7_000);
    const three = add();
    expect(clock.pending()).toBe(1);
    clock.advance(30_000);
    expect([one.beatsAt, two.beatsAt, three.beatsAt]).toEqual([
      [15_000, 30_000],
      [19_000, 34_000],
      [26_000, 41_000],
    ]);
  });

  test('comes from one timer also where one that gets it leaves and another comes instead', () => {
    const { clock, beats, add } = make();
    const leaving: Beating = {
      lastEventMs: clock.monotonicMs(),
      beat: () => {
        beats.remove(leaving);
        add();
      },
    };
    beats.add(leaving);
    clock.advance(15_000);
    expect(clock.pending()).toBe(1);
    clock.advance(60_000);
    expect(clock.pending()).toBe(1);
  });

  test('leaves no timer behind when the last stream has gone', () => {
    const { clock, beats, add } = make();
    const one = add();
    const two = add();
    beats.remove(one.stream);
    expect(clock.pending()).toBe(1);
    beats.remove(two.stream);
    expect(clock.pending()).toBe(0);
  });
});
