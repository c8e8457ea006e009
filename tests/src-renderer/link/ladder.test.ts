import { describe, expect, test } from 'vitest';
import {
  climbMs,
  createLadder,
  doubtMs,
  hedgeMs,
  silenceMs,
  type LadderState,
} from '../../../src-renderer/link/ladder.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createFakeTransport } from './fake-transport.ts';

function setUp() {
  const clock = createFakeClock();
  const sse = createFakeTransport();
  const poll = createFakeTransport();
  const states: LadderState[] = [];
  const events: string[] = [];
  const ladder = createLadder({
    clock,
    random: () => 0,
    sse: sse.open,
    poll: poll.open,
    onEvent: ({ event }) => events.push(event),
    onState: (state) => states.push(state),
  });
  ladder.start();
  return { clock, sse, poll, ladder, events, states, now: () => states.at(-1) };
}

describe('the way down', () => {
  test('begins with the event stream and is live with its first event', () => {
    const { sse, poll, now, events } = setUp();
    expect(now()).toBeUndefined();
    sse.hear();
    expect(now()).toEqual({ phase: 'live', retryAtMs: null });
    expect(events).toEqual(['beat']);
    expect(poll.opened).toBe(0);
  });

  test('polls beside a stream that does not begin, and keeps waiting for the stream', () => {
    const { clock, sse, poll, now } = setUp();
    clock.advance(hedgeMs - 1);
    expect(poll.isOpen).toBe(false);
    clock.advance(1);
    expect(poll.isOpen).toBe(true);
    poll.hear();
    expect(now()?.phase).toBe('poll');
    expect(sse.isOpen).toBe(true);
  });

  test('gives up a stream that stays silent for 35 s, and goes on polling', () => {
    const { clock, sse, poll, now } = setUp();
    clock.advance(hedgeMs);
    poll.hear();
    clock.advance(silenceMs - hedgeMs);
    expect(sse.isOpen).toBe(false);
    expect(poll.isOpen).toBe(true);
    expect(now()?.phase).toBe('poll');
  });

  test('beats count as life', () => {
    const { clock, sse, now } = setUp();
    for (let beats = 0; beats < 10; beats += 1) {
      sse.hear();
      clock.advance(15_000);
    }
    expect(sse.opened).toBe(1);
    expect(now()?.phase).toBe('live');
  });

  test('reopens a stream that fell silent after it had worked, with polling beside it', () => {
    const { clock, sse, poll, now } = setUp();
    sse.hear();
    clock.advance(silenceMs);
    expect(sse.opened).toBe(2);
    expect(now()?.phase).toBe('retrying');
    clock.advance(hedgeMs);
    poll.hear();
    expect(now()?.phase).toBe('poll');
    sse.hear();
    expect(now()?.phase).toBe('live');
    expect(poll.isOpen).toBe(false);
  });

  test('polls where something on the way holds the stream back, and is never without a transport', () => {
    const { sse, poll, now, states } = setUp();
    sse.hear();
    sse.holdBack();
    expect(sse.isOpen).toBe(false);
    expect(poll.isOpen).toBe(true);
    poll.hear();
    expect(now()).toEqual({ phase: 'poll', retryAtMs: null });
    expect(states.map(({ phase }) => phase)).toEqual(['live', 'poll']);
  });

  test('two failed streams are enough to poll', () => {
    const { clock, sse, poll, now } = setUp();
    sse.fail();
    expect(poll.isOpen).toBe(false);
    expect(now()).toEqual({ phase: 'retrying', retryAtMs: clock.wallMs() + 1_000 });
    clock.advance(1_000);
    sse.fail();
    expect(poll.isOpen).toBe(true);
    poll.hear();
    expect(now()?.phase).toBe('poll');
  });
});

describe('the way up', () => {
  function polling() {
    const all = setUp();
    all.clock.advance(hedgeMs);
    all.poll.hear();
    all.clock.advance(silenceMs - hedgeMs);
    return all;
  }

  test('tries the stream again after a minute and climbs back when it works', () => {
    const { clock, sse, poll, now } = polling();
    clock.advance(climbMs.afterSilence);
    expect(sse.opened).toBe(2);
    expect(poll.isOpen).toBe(true);
    sse.hear();
    expect(poll.isOpen).toBe(false);
    expect(now()?.phase).toBe('live');
  });

  test('tries ever more rarely, at least every ten minutes, and stays on polling meanwhile', () => {
    const { clock, sse, poll, now } = polling();
    const waits: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const from = clock.monotonicMs();
      const before = sse.opened;
      while (sse.opened === before && clock.monotonicMs() - from < 3_600_000) {
        clock.advance(1_000);
        poll.hear();
      }
      waits.push(clock.monotonicMs() - from);
      for (let seconds = 0; seconds < silenceMs / 1_000; seconds += 1) {
        clock.advance(1_000);
        poll.hear();
      }
      expect(now()?.phase).toBe('poll');
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  test('tries a stream that was held back ever more rarely, although it works each time at first', () => {
    const { clock, sse, poll } = setUp();
    const waits: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      sse.hear();
      sse.holdBack();
      const from = clock.monotonicMs();
      while (!sse.isOpen && clock.monotonicMs() - from < 3_600_000) {
        poll.hear();
        clock.advance(1_000);
      }
      waits.push(clock.monotonicMs() - from);
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  test('a stream that failed to open by bad luck is tried again soon', () => {
    const { clock, sse, poll } = setUp();
    sse.fail();
    clock.advance(1_000);
    sse.fail();
    poll.hear();
    clock.advance(climbMs.afterFailure);
    expect(sse.isOpen).toBe(true);
  });
});

describe('cut off', () => {
  test('counts down longer and longer while nothing answers', () => {
    const { clock, sse, poll, states } = setUp();
    sse.hear();
    for (let tries = 0; tries < 6; tries += 1) {
      sse.fail();
      poll.fail();
      clock.advance(30_000);
    }
    const waits = states.flatMap(({ retryAtMs }) => (retryAtMs === null ? [] : [retryAtMs]));
    expect(waits).toHaveLength(6);
    expect(sse.opened).toBe(7);
  });

  test('one wait for each round, 1 s, 2 s, 4 s', () => {
    const { clock, sse, poll, now } = setUp();
    const waits: number[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      sse.fail();
      poll.fail();
      const waitMs = (now()?.retryAtMs ?? 0) - clock.wallMs();
      waits.push(waitMs);
      clock.advance(waitMs);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000]);
  });

  test('keeps why the server refused, until it answers', () => {
    const { clock, sse, poll, now } = setUp();
    sse.fail();
    clock.advance(1_000);
    sse.fail();
    poll.fail('No.');
    expect(now()).toEqual({ phase: 'retrying', retryAtMs: clock.wallMs() + 2_000, reason: 'No.' });
    clock.advance(2_000);
    expect(now()).toEqual({ phase: 'retrying', retryAtMs: null, reason: 'No.' });
    sse.hear();
    expect(now()).toEqual({ phase: 'live', retryAtMs: null });
  });

  test('says so while a try is under way', () => {
    const { clock, sse, now } = setUp();
    sse.hear();
    sse.fail();
    clock.advance(1_000);
    expect(now()).toEqual({ phase: 'retrying', retryAtMs: null });
  });

  test('goes on by polling where the stream is known not to work', () => {
    const { clock, sse, poll, now } = setUp();
    clock.advance(hedgeMs);
    poll.hear();
    clock.advance(silenceMs - hedgeMs);
    poll.fail();
    expect(now()?.phase).toBe('retrying');
    clock.advance(1_000);
    expect(poll.isOpen).toBe(true);
    expect(sse.isOpen).toBe(false);
    poll.hear();
    expect(now()?.phase).toBe('poll');
  });

  test('bye ends every transport and counts down', () => {
    const { clock, sse, poll, now, events } = setUp();
    sse.hear();
    sse.hear({ event: 'bye', id: null, data: { reason: 'shutdown' } });
    expect(events.at(-1)).toBe('bye');
    expect(sse.isOpen).toBe(false);
    expect(poll.isOpen).toBe(false);
    expect(now()).toEqual({ phase: 'retrying', retryAtMs: clock.wallMs() + 1_000 });
  });

  test('retries at once when asked to, or when the network or the page comes back', () => {
    for (const way of ['retryNow', 'wake'] as const) {
      const { sse, ladder } = setUp();
      sse.hear();
      sse.fail();
      expect(sse.isOpen).toBe(false);
      ladder[way]();
      expect(sse.isOpen).toBe(true);
    }
  });

  test('on waking, a stream that should have sent a beat by now is not trusted', () => {
    const { clock, sse, ladder } = setUp();
    sse.hear();
    clock.advance(doubtMs);
    ladder.wake();
    expect(sse.opened).toBe(1);
    clock.advance(1);
    ladder.wake();
    expect(sse.opened).toBe(2);
  });

  test('a stopped ladder leaves no timer and no transport', () => {
    const { clock, sse, poll, ladder } = setUp();
    clock.advance(hedgeMs);
    ladder.stop();
    expect(sse.isOpen).toBe(false);
    expect(poll.isOpen).toBe(false);
    expect(clock.pending()).toBe(0);
  });
});
