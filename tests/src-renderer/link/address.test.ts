import { describe, expect, test } from 'vitest';
import { createAddresses } from '../../../src-renderer/link/address.ts';
import { newViewerId } from '../../../src-renderer/link/viewer-id.ts';
import { isViewerId } from '../../../src-shared/protocol/viewer-id.ts';

describe('addresses', () => {
  test('stay below the page, so that a proxy may put Lanpulse under a sub-path', () => {
    const at = createAddresses('https://nas.example/tools/lanpulse/?window=1m#x', () => 'V');
    expect(at.events(null, {})).toBe('https://nas.example/tools/lanpulse/api/v1/events?viewer=V');
    expect(at.poll('a-1', 0, {})).toBe('https://nas.example/tools/lanpulse/api/v1/poll?viewer=V&after=a-1&timeout=0');
    expect(at.control()).toBe('wss://nas.example/tools/lanpulse/api/v1/control?viewer=V');
    expect(at.commands).toBe('https://nas.example/tools/lanpulse/api/v1/commands');
  });

  test('name the id to resume after and the filter', () => {
    const url = new URL(
      createAddresses('http://127.0.0.1:4780/', () => 'V').events('a-9', {
        metrics: ['cpu', 'disk'],
        instances: ['disk@sda'],
        intervalMs: 5_000,
        processes: { top: 20, sort: 'memory', order: 'asc', match: 'a b' },
      }),
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      viewer: 'V',
      lastEventId: 'a-9',
      metrics: 'cpu,disk',
      instances: 'disk@sda',
      interval: '5000',
      top: '20',
      sort: 'memory',
      order: 'asc',
      match: 'a b',
    });
  });
});

describe('viewer id', () => {
  test('has at least 128 random bits in a form that servers take', () => {
    expect(isViewerId(newViewerId())).toBe(true);
    expect(isViewerId(newViewerId((bytes) => bytes.fill(255)))).toBe(true);
    expect(isViewerId(newViewerId((bytes) => bytes.fill(251)))).toBe(true);
    const ids = new Set(Array.from({ length: 100 }, () => newViewerId()));
    expect(ids.size).toBe(100);
    let asked = 0;
    newViewerId((bytes) => (asked = bytes.length));
    expect(asked * 8).toBeGreaterThanOrEqual(128);
  });
});
