import { describe, expect, test } from 'vitest';
import type { MetricValues } from '../../../src-shared/metrics/registry.ts';
import { createReadings } from '../../../src-main/open-metrics/readings.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

type Interface = MetricValues['network'][string];

function open(everyMs = 1_000) {
  const clock = createFakeClock();
  const readings = createReadings(clock, everyMs);
  const valuesOf = (name: string) =>
    readings
      .families()
      .find((family) => family.name === name)
      ?.values.map(({ labels, value }) => [...Object.values(labels), value]);
  return {
    ...readings,
    clock,
    tick: (values: Partial<MetricValues>, ms = everyMs) => {
      clock.advance(ms);
      readings.sample(clock.wallMs(), values);
    },
    valuesOf,
    received: () => valuesOf('lanpulse_network_received_bytes_total'),
  };
}

const traffic = (received: number | null): Interface => ({
  received,
  sent: null,
  packetsReceived: null,
  packetsSent: null,
  errors: null,
});
const cpu: MetricValues['cpu'] = { total: 42.5, user: null, system: 0, iowait: 0, steal: 0, cores: [10, null, 30] };

describe('what scrapers get of the readings', () => {
  test('is the newest value in base units, of each instance', () => {
    const { tick, valuesOf } = open();
    tick({ cpu: { ...cpu, total: 1 } });
    tick({ cpu });
    expect(valuesOf('lanpulse_cpu_usage_ratio')).toEqual([[0.425]]);
    expect(valuesOf('lanpulse_cpu_core_usage_ratio')).toEqual([
      ['0', 0.1],
      ['2', 0.3],
    ]);
  });

  test('leaves out what could not be read, and never makes it 0', () => {
    const { tick, valuesOf } = open();
    tick({ cpu });
    expect(valuesOf('lanpulse_cpu_user_ratio')).toEqual([]);
    expect(valuesOf('lanpulse_cpu_system_ratio')).toEqual([[0]]);
    expect(valuesOf('lanpulse_load_1m')).toEqual([]);
  });

  test('leaves out what is older than some periods', () => {
    const { tick, clock, valuesOf } = open();
    tick({ cpu, filesystem: { '/': { total: 10, used: 5, usedShare: 50 } } });
    clock.advance(5_000);
    expect(valuesOf('lanpulse_cpu_usage_ratio')).toHaveLength(1);
    clock.advance(1);
    expect(valuesOf('lanpulse_cpu_usage_ratio')).toEqual([]);
    expect(valuesOf('lanpulse_filesystem_used_ratio')).toEqual([['/', 0.5]]);
    clock.advance(30_000);
    expect(valuesOf('lanpulse_filesystem_used_ratio')).toEqual([]);
  });
});

describe('the sum of a rate', () => {
  test('begins with 0 and grows by rate times time', () => {
    const { tick, received } = open();
    tick({ network: { eth0: traffic(1_000) } });
    expect(received()).toEqual([['eth0', 0]]);
    tick({ network: { eth0: traffic(500) } });
    tick({ network: { eth0: traffic(0.4) } });
    expect(received()).toEqual([['eth0', 500]]);
    tick({ network: { eth0: traffic(0.7) } });
    expect(received()).toEqual([['eth0', 501]]);
  });

  test('does not grow over a gap, nor over time that nobody measured', () => {
    const { tick, gap, received } = open();
    tick({ network: { eth0: traffic(0) } });
    tick({ network: { eth0: traffic(100) } });
    gap();
    expect(received()).toEqual([]);
    tick({ network: { eth0: traffic(9_999) } }, 2_000);
    expect(received()).toEqual([['eth0', 100]]);
    tick({ network: { eth0: traffic(100) } });
    tick({ network: { eth0: traffic(9_999) } }, 60_000);
    expect(received()).toEqual([['eth0', 200]]);
  });

  test('stands still while the rate is unknown, and is not told meanwhile', () => {
    const { tick, received } = open();
    tick({ network: { eth0: traffic(0) } });
    tick({ network: { eth0: traffic(100) } });
    tick({ network: { eth0: traffic(null) } });
    expect(received()).toEqual([]);
    tick({ network: { eth0: traffic(100) } });
    expect(received()).toEqual([['eth0', 200]]);
  });

  test('of a device that is back within the hour goes on; that of one long gone is forgotten', () => {
    const { tick, received } = open(60_000);
    tick({ network: { tun0: traffic(0), eth0: traffic(0) } });
    tick({ network: { tun0: traffic(10), eth0: traffic(0) } });
    for (let minutes = 0; minutes < 30; minutes += 1) tick({ network: { eth0: traffic(0) } });
    expect(received()).toEqual([['eth0', 0]]);
    tick({ network: { tun0: traffic(0), eth0: traffic(0) } });
    expect(received()).toContainEqual(['tun0', 600]);
    for (let minutes = 0; minutes < 62; minutes += 1) tick({ network: { eth0: traffic(0) } });
    tick({ network: { tun0: traffic(0), eth0: traffic(0) } });
    expect(received()).toContainEqual(['tun0', 0]);
  });

  test('is kept for a bounded number of devices', () => {
    const { tick, received } = open();
    const many = (name: string) =>
      Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`${name}${String(n)}`, traffic(0)]));
    tick({ network: many('a') });
    tick({ network: many('b') });
    expect(received()).toHaveLength(2_048);
  });
});
