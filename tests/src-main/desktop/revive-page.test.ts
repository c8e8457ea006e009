import { expect, test } from 'vitest';
import { revivePage } from '../../../src-main/desktop/revive-page.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

/** A page that can die, and how often it was loaded anew. */
function page() {
  const clock = createFakeClock();
  let reloads = 0;
  let isDead = false;
  const load = () => {
    isDead = false;
  };
  const died = revivePage(clock, {
    isDead: () => isDead,
    reload() {
      reloads += 1;
      load();
    },
  });
  const die = () => {
    isDead = true;
    died();
  };
  return { clock, die, load, reloads: () => reloads };
}

test('a page that dies is loaded again at once', () => {
  const { die, reloads } = page();
  die();
  expect(reloads()).toBe(1);
});

test('a page that dies again and again is loaded three times in a minute, and again when a minute has passed', () => {
  const { clock, die, reloads } = page();
  for (let deaths = 0; deaths < 3; deaths += 1) {
    die();
    clock.advance(1_000);
  }
  expect(reloads()).toBe(3);
  die();
  die();
  clock.advance(56_999);
  expect(reloads()).toBe(3);
  clock.advance(1);
  expect(reloads()).toBe(4);
  // The one before was loaded a second later, so its place is free a second later.
  die();
  expect(reloads()).toBe(4);
  clock.advance(1_000);
  expect(reloads()).toBe(5);
});

test('a page that dies seldom is always loaded at once', () => {
  const { clock, die, reloads } = page();
  for (let deaths = 1; deaths <= 10; deaths += 1) {
    die();
    expect(reloads()).toBe(deaths);
    clock.advance(20_000);
  }
  expect(clock.pending()).toBe(0);
});

test('a page that somebody has loaded while it waited is left alone, and is brought back when it dies next', () => {
  const { clock, die, load, reloads } = page();
  for (let deaths = 0; deaths < 4; deaths += 1) die();
  expect(reloads()).toBe(3);
  load();
  clock.advance(60_000);
  expect(reloads()).toBe(3);
  die();
  expect(reloads()).toBe(4);
});
