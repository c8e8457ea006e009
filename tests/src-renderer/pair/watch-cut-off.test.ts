import { expect, test } from 'vitest';
import { createLink, type LinkListener } from '../../../src-renderer/link/link.ts';
import { watchCutOff, type CutOff } from '../../../src-renderer/pair/watch-cut-off.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { eventOf, helloData } from '../link/events-of-a-stream.ts';
import { createFakeTransport } from '../link/fake-transport.ts';
import { loneTab } from '../link/lone-tab.ts';

const nothing = () => undefined;

function setUp() {
  const sse = createFakeTransport();
  const told: CutOff[] = [];
  const phases: string[] = [];
  const listener: LinkListener = {
    onHello: nothing,
    onSamples: nothing,
    onCaughtUp: nothing,
    onGap: nothing,
    onPresence: nothing,
    onRules: nothing,
    onAlert: nothing,
    onNote: nothing,
    onState: ({ phase }) => phases.push(phase),
    onLatency: nothing,
    onControl: nothing,
  };
  const link = createLink({
    clock: createFakeClock(),
    ...loneTab(),
    post: () => Promise.resolve(undefined),
    sse: () => sse.open,
    pollNow: () => Promise.resolve(null),
    filter: {},
    listener: watchCutOff(listener, (why) => told.push(why)),
  });
  link.start();
  sse.hear(eventOf('hello', helloData('a-0')));
  return { sse, told, phases };
}

test('a stream that breaks off raises a doubt once, and the page still hears of it', () => {
  const { sse, told, phases } = setUp();
  sse.fail();
  expect(told).toEqual(['lost']);
  expect(phases).toEqual(['live', 'retrying']);
});

test('a stream that ends because it was revoked says so, one of a server that goes does not', () => {
  const { sse, told } = setUp();
  sse.hear(eventOf('bye', { reason: 'revoked' }));
  expect(told).toContain('revoked');
  const other = setUp();
  other.sse.hear(eventOf('bye', { reason: 'shutdown' }));
  expect(other.told).not.toContain('revoked');
});
