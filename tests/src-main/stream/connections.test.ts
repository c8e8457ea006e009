import { describe, expect, test } from 'vitest';
import { createConnections } from '../../../src-main/stream/connections.ts';
import { createDemand } from '../../../src-main/stream/demand.ts';
import { createViewers } from '../../../src-main/stream/viewers.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function make() {
  const clock = createFakeClock();
  const serverIntervalMs = () => 1000;
  const demand = createDemand(serverIntervalMs, () => undefined);
  const viewers = createViewers({ clock, serverIntervalMs, demand });
  const connections = createConnections(clock, () => undefined);
  const viewer = viewers.open({ owner: 'me', role: 'viewer', filter: {} });
  return { clock, connections, viewer, count: () => connections.count(viewers.all()) };
}

describe('the count of viewers', () => {
  test('keeps one that polls between its polls, and drops it when no poll comes any more', () => {
    const { clock, connections, viewer, count } = make();
    connections.pollBegan(viewer);
    connections.pollEnded(viewer);
    clock.advance(30_000);
    expect(count()).toEqual({ viewers: 1, sse: 0, poll: 1 });
    clock.advance(10_000);
    expect(count()).toEqual({ viewers: 0, sse: 0, poll: 0 });
  });

  test('may be another one by time alone only where somebody polled, and that is said once', () => {
    const { clock, connections, viewer } = make();
    connections.streamOpened(viewer);
    clock.advance(60_000);
    expect(connections.sweep()).toBe(false);
    connections.streamClosed(viewer);
    connections.pollBegan(viewer);
    clock.advance(60_000);
    expect(connections.sweep()).toBe(false);
    connections.pollEnded(viewer);
    clock.advance(30_000);
    expect(connections.sweep()).toBe(false);
    clock.advance(10_000);
    expect([connections.sweep(), connections.sweep()]).toEqual([true, false]);
  });

  test('drops a page that filled its charts by polling as soon as its stream ends', () => {
    const { connections, viewer, count } = make();
    connections.streamOpened(viewer);
    connections.pollBegan(viewer);
    connections.pollEnded(viewer);
    expect(count()).toEqual({ viewers: 1, sse: 1, poll: 0 });
    connections.streamClosed(viewer);
    expect(count()).toEqual({ viewers: 0, sse: 0, poll: 0 });
  });
});
