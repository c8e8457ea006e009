import { expect, test } from 'vitest';
import type { Link } from '../../../../src-renderer/link/link.ts';
import { watchSleep } from '../../../../src-renderer/link/tabs/sleep.ts';

function setUp() {
  const page = new EventTarget();
  const frame = new EventTarget();
  const done: string[] = [];
  const nothing = () => undefined;
  const link: Link = {
    start: () => done.push('start'),
    stop: () => done.push('stop'),
    setFilter: () => Promise.resolve(null),
    send: () => Promise.resolve(null),
    retryNow: nothing,
    wake: nothing,
    setFast: () => Promise.resolve(null),
    slowDown: nothing,
    speedUp: nothing,
  };
  return { page, frame, done, link: watchSleep(link, { page, frame }) };
}

test('a link lets go when its page sleeps, and begins again when it wakes', () => {
  const { page, frame, done, link } = setUp();
  link.start();
  // Every page is shown once, when it has been loaded.
  frame.dispatchEvent(new Event('pageshow'));
  expect(done).toEqual(['start']);
  page.dispatchEvent(new Event('freeze'));
  frame.dispatchEvent(new Event('pagehide'));
  expect(done).toEqual(['start', 'stop']);
  frame.dispatchEvent(new Event('pageshow'));
  page.dispatchEvent(new Event('resume'));
  expect(done).toEqual(['start', 'stop', 'start']);
});

test('a link that was stopped stays so', () => {
  const { page, frame, done, link } = setUp();
  link.start();
  link.stop();
  page.dispatchEvent(new Event('resume'));
  frame.dispatchEvent(new Event('pageshow'));
  expect(done).toEqual(['start', 'stop']);
});
