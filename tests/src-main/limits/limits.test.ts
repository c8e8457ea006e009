import { describe, expect, test } from 'vitest';
import { boundsOf } from '../../../src-main/config/limit-settings.ts';
import { createLimits } from '../../../src-main/limits/limits.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const phone = '192.168.1.8';
const proxy = '10.0.0.1';

function make(set: Parameters<typeof boundsOf>[0] = {}) {
  const clock = createFakeClock();
  const lines: unknown[] = [];
  const log = {
    warn: (...parts: readonly unknown[]) => {
      lines.push(parts[0]);
    },
  };
  const isTrustedProxy = (address: string) => address === proxy;
  return { ...createLimits({ bounds: boundsOf(set), clock, log, isTrustedProxy }), clock, lines };
}

const from = (remoteAddress: string) => ({ remoteAddress, isByProxy: false });

describe('connections', () => {
  const enterAll = ({ connections }: ReturnType<typeof make>, addresses: readonly string[]) =>
    addresses.map((address) => connections.enter(address)).map((entered) => ('met' in entered ? entered.met : 'in'));

  test('are bounded in all, and of one address, however it is written', () => {
    const limits = make({ maxConnections: 5, maxConnectionsPerAddress: 2 });
    const three = [phone, `::ffff:${phone}`, phone];
    expect(enterAll(limits, three)).toEqual(['in', 'in', 'maxConnectionsPerAddress']);
    const others = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8:0:1::1', '192.168.1.9'];
    expect(enterAll(limits, others)).toEqual(['in', 'in', 'maxConnectionsPerAddress', 'in', 'maxConnections']);
  });

  test('are kept free for this machine, whatever others hold: its owner must be able to end their sharing', () => {
    const limits = make();
    const crowd = Array.from({ length: 4_096 }, (_, n) => `10.1.${String(n >> 8)}.${String(n & 255)}`);
    expect(enterAll(limits, crowd).filter((one) => one === 'in')).toHaveLength(4_096 - 64);
    expect(enterAll(limits, ['127.0.0.1', '::1', proxy])).toEqual(['in', 'in', 'maxConnections']);
  });

  test('that have ended count no more', () => {
    const limits = make({ maxConnectionsPerAddress: 1 });
    const first = limits.connections.enter(phone);
    expect(enterAll(limits, [phone])).toEqual(['maxConnectionsPerAddress']);
    if (!('leave' in first)) throw new Error('the first was refused');
    first.leave();
    expect(enterAll(limits, [phone])).toEqual(['in']);
  });

  test('of this machine count in all only, unless the bound was set', () => {
    const many = Array.from({ length: 130 }, () => '127.0.0.1');
    expect(new Set(enterAll(make(), many))).toEqual(new Set(['in']));
    expect(enterAll(make(), many.fill(phone)).filter((one) => one === 'in')).toHaveLength(128);
    expect(enterAll(make({ maxConnectionsPerAddress: 1 }), ['127.0.0.1', '127.0.0.1', '::1', '::1'])).toEqual([
      'in',
      'maxConnectionsPerAddress',
      'in',
      'maxConnectionsPerAddress',
    ]);
    expect(enterAll(make({ maxConnections: 4 }), many).filter((one) => one === 'in')).toHaveLength(4);
  });

  test('of a trusted proxy, which are those of everybody behind it, count in all only', () => {
    expect(enterAll(make({ maxConnectionsPerAddress: 1 }), [proxy, proxy, proxy])).toEqual(['in', 'in', 'in']);
  });
});

describe('requests', () => {
  test('of one address are let in at once for three seconds, and then as many in a second as may be', () => {
    const { allowRequest, clock } = make({ maxRequestsPerSecond: 5 });
    const allowed = (times: number, address: string) =>
      Array.from({ length: times }, () => allowRequest(from(address))).filter(Boolean).length;
    expect(allowed(20, phone)).toBe(15);
    expect(allowed(20, '192.168.1.9')).toBe(15);
    clock.advance(1_000);
    expect(allowed(20, phone)).toBe(5);
  });

  test('of this machine are not counted, unless the bound was set', () => {
    const flood = ({ allowRequest }: ReturnType<typeof make>) =>
      Array.from({ length: 2_000 }, () => allowRequest(from('127.0.0.1'))).filter(Boolean).length;
    expect(flood(make())).toBe(2_000);
    expect(flood(make({ maxRequestsPerSecond: 100 }))).toBe(300);
  });

  test('that a proxy says came from this machine are counted all the same', () => {
    const { allowRequest } = make({});
    const claimed = { remoteAddress: '127.0.0.1', isByProxy: true };
    expect(Array.from({ length: 2_000 }, () => allowRequest(claimed)).filter(Boolean)).toHaveLength(300);
  });

  test('from endless addresses take no endless memory: who asked longest ago begins anew', () => {
    const { allowRequest } = make({ maxRequestsPerSecond: 1 });
    const wait = () => Array.from({ length: 4 }, () => allowRequest(from(phone)));
    expect(wait()).toEqual([true, true, true, false]);
    for (let n = 0; n < 4_095; n += 1) allowRequest(from(`2001:db8:0:${n.toString(16)}::1`));
    expect(allowRequest(from(phone))).toBe(false);
    for (let n = 0; n < 4_096; n += 1) allowRequest(from(`2001:db8:1:${n.toString(16)}::1`));
    expect(wait()).toEqual([true, true, true, false]);
  });
});

describe('streams', () => {
  test('of one session are bounded, and make room when they end, once', () => {
    const { streams, refusals } = make({ maxStreamsPerSession: 2 });
    const mine = { owner: 'session:a', ...from(phone) };
    const leave = streams.enter(mine);
    streams.enter(mine);
    expect(() => streams.enter(mine)).toThrow(/2 streams and channels open/u);
    expect(refusals.figures().maxStreamsPerSession).toBe(1);
    streams.enter({ ...mine, owner: 'session:b' });
    leave();
    leave();
    streams.enter(mine);
    expect(() => streams.enter(mine)).toThrow(/close one first/u);
  });

  test('of this machine are not counted, unless the bound was set', () => {
    const openAll = ({ streams }: ReturnType<typeof make>, remoteAddress: string) => {
      for (let n = 0; n < 300; n += 1) streams.enter({ owner: 'loopback', ...from(remoteAddress) });
    };
    openAll(make(), '127.0.0.1');
    expect(() => {
      openAll(make(), phone);
    }).toThrow(/256/u);
    expect(() => {
      openAll(make({ maxStreamsPerSession: 256 }), '::1');
    }).toThrow(/256/u);
  });
});

describe('what was refused', () => {
  test('is counted each time, and told once a minute with how often it was', () => {
    const { refusals, clock, lines } = make();
    for (let n = 0; n < 1_000; n += 1) refusals.count('maxConnections', phone);
    refusals.count('headTimeout');
    expect(lines).toMatchObject([
      { limit: 'maxConnections', times: 1, address: phone },
      { limit: 'headTimeout', times: 1 },
    ]);
    clock.advance(60_000);
    refusals.count('maxConnections', phone);
    expect(lines.at(-1)).toMatchObject({ limit: 'maxConnections', times: 1_000 });
    expect(refusals.figures()).toMatchObject({ maxConnections: 1_001, headTimeout: 1, pollHold: 0 });
  });

  test('is not told of connections that were only idle', () => {
    const { refusals, lines } = make();
    refusals.count('idleTimeout');
    expect(lines).toEqual([]);
    expect(refusals.figures().idleTimeout).toBe(1);
  });
});
