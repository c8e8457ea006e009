import { expect, test } from 'vitest';
import { retryPage } from '../../../src-main/desktop/retry-page.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const address = 'http://127.0.0.1:4780/';

function page() {
  const clock = createFakeClock();
  const loads: string[] = [];
  const told = retryPage(clock, (one) => loads.push(one));
  return { clock, loads, ...told };
}

test('a page that could not be loaded is loaded again every three seconds, until it is there', () => {
  const { clock, loads, failed, succeeded } = page();
  for (let times = 1; times <= 3; times += 1) {
    failed(address);
    clock.advance(2_999);
    expect(loads).toHaveLength(times - 1);
    clock.advance(1);
    expect(loads).toHaveLength(times);
  }
  succeeded();
  clock.advance(60_000);
  expect(loads).toEqual([address, address, address]);
});

test('a page that somebody has loaded meanwhile is left alone, and two failures at once are one', () => {
  const { clock, loads, failed, succeeded } = page();
  failed(address);
  succeeded();
  clock.advance(60_000);
  expect(loads).toEqual([]);
  failed(address);
  failed(address);
  clock.advance(60_000);
  expect(loads).toEqual([address]);
});
