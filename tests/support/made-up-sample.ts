import type { MetricValues } from '../../src-shared/metrics/registry.ts';

/** Every moment at which {@link madeUpValues} holds the interface that comes and goes. */
export function hasTunnel(t: number): boolean {
  return Math.floor(t / 240_000) % 2 === 0;
}

/** The value of `load.one`, and of `network.received@tun0` where there is one: whole numbers that any store can hold. */
export function madeUpValue(t: number): number {
  return Math.floor(t / 250) % 2_048;
}

/** Readings of a machine with 24 cores, a hundred series in all, that follow from their time alone. */
export function madeUpValues(t: number): Partial<MetricValues> {
  const n = madeUpValue(t);
  const wave = (phase: number): number => 50 + 40 * Math.sin(n / 40 + phase) + ((n * 7919 + phase * 104_729) % 97) / 10;
  const traffic = { received: n, sent: n / 2, packetsReceived: n % 50, packetsSent: n % 40, errors: 0 };
  const reads = { read: wave(1) * 1e6, written: wave(2) * 1e5, reads: n % 30, writes: n % 20, busy: wave(3) / 2 };
  return {
    cpu: {
      total: wave(4),
      user: wave(5),
      system: wave(6) / 9,
      iowait: 0,
      steal: 0,
      cores: Array.from({ length: 24 }, (_, core) => wave(core)),
    },
    load: { one: n, five: wave(7) / 20, fifteen: wave(8) / 20 },
    memory: {
      total: 16e9,
      used: 4e9 + wave(9) * 1e7,
      available: 12e9 - wave(9) * 1e7,
      cached: 3e9,
      buffers: 2e8,
      swapTotal: 0,
      swapUsed: 0,
    },
    disk: Object.fromEntries(['sda', 'sdb', 'nvme0n1', 'nvme1n1'].map((name) => [name, reads])),
    network: Object.fromEntries(
      ['lo', 'eth0', 'wlan0', ...(hasTunnel(t) ? ['tun0'] : [])].map((name) => [name, traffic]),
    ),
    temperature: Object.fromEntries(
      Array.from({ length: 8 }, (_, core) => [`Core ${String(core)}`, Math.round(wave(core) / 2)]),
    ),
    self: { cpu: 0.4, memory: 80e6 + (n % 64) * 4_096, lag: 0.2, viewers: n % 3 },
    ...(t % 5_000 === 0
      ? {
          processes: {
            count: 300 + (n % 9),
            running: 2,
            top: Array.from({ length: 30 }, (_, place) => ({
              pid: 1_000 + ((n + place) % 400),
              name: `task${String(place)}`,
              user: 'ann',
              cpu: wave(place),
              memory: wave(place) * 1e7,
            })),
          },
        }
      : {}),
  };
}
