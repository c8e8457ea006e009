import { vi } from 'vitest';
import { createFocus } from '../../../src-renderer/focus/focus.svelte.ts';
import type { Outcome } from '../../../src-renderer/link/control.ts';
import type { FastSample } from '../../../src-renderer/link/incoming.ts';
import type { Link, LinkListener } from '../../../src-renderer/link/link.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { eventOf, helloData } from '../link/events-of-a-stream.ts';

const nothing = () => undefined;

/** A fast reading of the processor. */
export const sampleAt = (t: number, total = t): FastSample => ({
  t,
  everyMs: 100,
  values: new Map([['cpu', { total, user: null, system: null, iowait: null, steal: null, cores: [] }]]),
});

/** A focus on a link that notes what it is asked for, and is connected. */
export function someFocus(outcome: Outcome = {}) {
  const clock = createFakeClock();
  const focus = createFocus(clock);
  const setFast = vi.fn<Link['setFast']>(() => Promise.resolve(outcome));
  const done: string[] = [];
  const link: Link = {
    start: nothing,
    stop: () => done.push('stop'),
    setFilter: () => Promise.resolve(null),
    setFast,
    send: () => Promise.resolve(null),
    retryNow: nothing,
    wake: nothing,
    slowDown: () => done.push('slowDown'),
    speedUp: nothing,
  };
  const inner: LinkListener = {
    onHello: () => done.push('hello'),
    onSamples: nothing,
    onCaughtUp: nothing,
    onGap: nothing,
    onPresence: () => done.push('presence'),
    onRules: nothing,
    onAlert: nothing,
    onNote: nothing,
    onState: nothing,
    onLatency: nothing,
    onControl: nothing,
  };
  const listener = focus.hear(inner);
  listener.onState({ phase: 'live', retryAtMs: null });
  const withFast = (fast?: readonly string[]) => (fast === undefined ? {} : { fast });
  const hello = (fast?: readonly string[]) => {
    const event = eventOf('hello', { ...helloData('a-1'), ...withFast(fast) });
    if (event.event === 'hello') listener.onHello(event.data);
  };
  const presence = (fast?: readonly string[]) => {
    const event = eventOf('presence', { viewers: 1, sse: 1, poll: 0, ...withFast(fast) });
    if (event.event === 'presence') listener.onPresence(event.data);
  };
  /** Lets what was answered come through. */
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  /** The processor is focused, and the server has said that it is. */
  const begin = async () => {
    hello(['cpu']);
    focus.toggle('cpu');
    await settle();
  };
  return { clock, focus, link: focus.join(link), listener, setFast, done, hello, presence, settle, begin };
}
