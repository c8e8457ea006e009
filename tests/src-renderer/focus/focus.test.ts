import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src-shared/fault.ts';
import { sampleAt, someFocus } from './some-focus.ts';

describe('the focus', () => {
  test('is offered where the server says so, and asks it for one metric at a time', () => {
    const { focus, setFast, hello } = someFocus();
    hello();
    focus.toggle('cpu');
    expect([focus.may('cpu'), focus.metric]).toEqual([false, null]);
    hello(['cpu', 'memory']);
    expect([focus.may('cpu'), focus.may('disk')]).toEqual([true, false]);
    focus.toggle('cpu');
    expect(focus.metric).toBe('cpu');
    focus.toggle('memory');
    expect(focus.metric).toBe('memory');
    focus.toggle('memory');
    expect(focus.metric).toBeNull();
    expect(setFast.mock.calls).toEqual([[['cpu']], [['memory']], [[]]]);
  });

  test('ends when the page is hidden or closed, and when it is no longer offered', () => {
    const { focus, link, setFast, done, hello, presence } = someFocus();
    const begin = () => {
      hello(['cpu']);
      focus.toggle('cpu');
    };
    for (const end of [link.slowDown, link.stop]) {
      begin();
      end();
      expect(focus.metric).toBeNull();
      expect(setFast).toHaveBeenLastCalledWith([]);
    }
    begin();
    presence(['memory', 'cpu']);
    expect(focus.metric).toBe('cpu');
    presence();
    expect([focus.metric, focus.may('cpu')]).toEqual([null, false]);
    expect(done).toEqual(['hello', 'slowDown', 'hello', 'stop', 'hello', 'presence', 'presence']);
  });

  test('takes the fast samples while it lasts', () => {
    const { focus, listener, hello } = someFocus();
    hello(['cpu']);
    listener.onFast?.(sampleAt(1_000));
    focus.toggle('cpu');
    listener.onFast?.(sampleAt(1_100));
    expect(focus.series?.points.end).toBe(1);
    expect(focus.series?.everyMs).toBe(100);
  });
});

describe('a focus that cannot be', () => {
  test('says why it was refused until it is tried again, and asks for nothing any more', async () => {
    const { focus, setFast, begin } = someFocus(new Fault('forbidden', 'Not you.'));
    await begin();
    expect(focus.metric).toBeNull();
    expect(focus.problem).toEqual({ metric: 'cpu', words: 'Not you.' });
    expect(setFast).toHaveBeenLastCalledWith([]);
    focus.toggle('cpu');
    expect(focus.problem).toBeNull();
  });

  test('says why the server leaves it out', async () => {
    const { focus, begin } = someFocus({ filter: {}, fastLeftOut: 'It is fast enough.' });
    await begin();
    expect([focus.metric, focus.problem]).toEqual([null, { metric: 'cpu', words: 'It is fast enough.' }]);
  });

  test('lets go of the reason when somebody has read it', async () => {
    const { focus, begin } = someFocus(new Fault('forbidden', 'Not you.'));
    await begin();
    focus.dismiss();
    expect(focus.problem).toBeNull();
  });

  test('ends and says so when nothing has come for three seconds', async () => {
    const { clock, focus, listener, setFast, begin } = someFocus();
    await begin();
    for (let t = 0; t < 10_000; t += 100) {
      clock.advance(100);
      listener.onFast?.(sampleAt(t));
    }
    clock.advance(2_900);
    expect(focus.metric).toBe('cpu');
    clock.advance(800);
    expect(focus.metric).toBeNull();
    expect(focus.problem).toMatchObject({ metric: 'cpu', words: expect.stringContaining('No reading of CPU') });
    expect(setFast).toHaveBeenLastCalledWith([]);
    expect(clock.pending()).toBe(0);
  });

  test('ends as well where not even the first one comes', async () => {
    const { clock, focus, begin } = someFocus();
    await begin();
    clock.advance(4_000);
    expect([focus.metric, focus.problem?.metric]).toEqual([null, 'cpu']);
  });

  test('is waited for while the server is away, and three seconds after it is back', async () => {
    const { clock, focus, listener, begin } = someFocus();
    await begin();
    clock.advance(2_000);
    listener.onState({ phase: 'retrying', retryAtMs: null });
    clock.advance(60_000);
    listener.onState({ phase: 'live', retryAtMs: null });
    clock.advance(2_900);
    expect(focus.metric).toBe('cpu');
    clock.advance(800);
    expect(focus.metric).toBeNull();
  });

  test('is not given up by a page that stood still itself', async () => {
    const { clock, focus, listener, begin } = someFocus();
    await begin();
    clock.stall(60_000);
    // The timer comes before what waits in the socket.
    clock.advance(0);
    expect(focus.metric).toBe('cpu');
    listener.onFast?.(sampleAt(60_000));
    clock.advance(2_900);
    expect(focus.metric).toBe('cpu');
  });
});

describe('a focus on a page that is paused', () => {
  test('has nothing read faster, before the first sample as well, and goes on when the page does', async () => {
    const { clock, focus, listener, setFast, settle, begin } = someFocus();
    await begin();
    focus.freeze(true);
    focus.freeze(true);
    expect(setFast.mock.calls).toEqual([[['cpu']], [[]]]);
    listener.onFast?.(sampleAt(1_000));
    expect(focus.series?.points.end).toBe(0);
    clock.advance(60_000);
    expect([focus.metric, focus.problem]).toEqual(['cpu', null]);
    focus.freeze(false);
    await settle();
    expect(setFast.mock.calls.slice(2)).toEqual([[['cpu']]]);
    listener.onFast?.(sampleAt(61_000));
    expect(focus.series?.endMs).toBe(61_000);
    clock.advance(4_000);
    expect(focus.problem?.metric).toBe('cpu');
  });

  test('may be ended there, and asks once when it begins anew', async () => {
    const { focus, setFast, begin } = someFocus();
    await begin();
    focus.freeze(true);
    focus.toggle('cpu');
    focus.freeze(false);
    expect(setFast.mock.calls.slice(2)).toEqual([[[]]]);
    focus.toggle('cpu');
    focus.freeze(false);
    expect(setFast.mock.calls.slice(3)).toEqual([[['cpu']]]);
  });
});
