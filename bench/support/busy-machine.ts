import type { MetricValues } from '../../src-shared/metrics/registry.ts';

/**
 * Readings as a small server gives them: 100 series in every tick, with the grain that the kernel gives them (ticks of the
 * CPU, pages of memory, whole bytes), some busy, some idle, some that never change; and the table of
 * processes every few ticks, as it is read while nobody looks at it.
 */
export type NextReadings = () => Partial<MetricValues>;

const gib = 1024 ** 3;
const page = 4_096;
const ticksPerTable = 5;

/** Makes a machine; the same seed gives the same readings. */
export function busyMachine(seed = 1): NextReadings {
  let state = seed;
  /** Mulberry32. */
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  /** Wanders about a middle. */
  const wander = (middle: number, spread: number, low = 0, high = Infinity): (() => number) => {
    let value = middle;
    return () => (value = Math.min(high, Math.max(low, value + 0.1 * (middle - value) + normal() * spread)));
  };
  const share = (middle: number): (() => number) => {
    const next = wander(middle, 4, 0, 100);
    // A core counts a hundred ticks a second.
    return () => Math.round(next());
  };
  const rate =
    (middle: number, idle: number): (() => number) =>
    () =>
      random() < idle ? 0 : Math.round(Math.exp(Math.log(middle) + normal()));
  const cores = Array.from({ length: 16 }, () => share(20));
  const [user, system, iowait] = [wander(14, 1.5, 0, 90), wander(5, 0.8, 0, 50), wander(0.5, 0.3, 0, 20)];
  const [available, cached] = [wander(9 * gib, 2_000_000), wander(4 * gib, 500_000)];
  const loads = [wander(2, 0.05), wander(2, 0.01), wander(2, 0.004)];
  const stalls = [wander(0.5, 0.2), wander(0, 0.02), wander(0.3, 0.1)];
  const disks = ['nvme0n1', 'sda', 'sdb', 'sdc'].map((name, n) => ({
    name,
    next: [rate(200_000, 0.3 + n / 5), rate(400_000, 0.2 + n / 5), rate(20, 0.3), rate(40, 0.2), rate(3, 0.4 + n / 6)],
  }));
  const links = ['eth0', 'lo', 'wg0', 'docker0'].map((name, n) => ({
    name,
    next: [rate(90_000, n / 5), rate(60_000, n / 5), rate(120, n / 5), rate(90, n / 5), () => 0],
  }));
  const sensors = Array.from({ length: 8 }, () => wander(52, 0.4));
  const mounts = ['/', '/home', '/srv', '/var'].map((name, n) => ({
    name,
    total: (n + 1) * 100 * gib,
    next: wander(50 * gib, 100 * page),
  }));

  const table = Array.from({ length: 150 }, (_, n) => ({
    pid: 400 + 7 * n,
    name: `worker-${String(n)}`,
    user: n % 3 === 0 ? 'root' : 'www-data',
    command: `/usr/lib/service/worker-${String(n)} --config /etc/service/worker.conf --threads ${String(n % 8)}`,
    load: wander(n < 15 ? 12 : 0, n < 15 ? 3 : 0.2, 0),
    size: wander((n + 1) * 3_000_000, page, 0),
  }));

  let ticks = 0;

  return () => {
    ticks += 1;
    const [u, s, w] = [user(), system(), iowait()].map((value) => Math.round(value * 16) / 16);
    const inPages = (bytes: number): number => Math.round(bytes / page) * page;
    const free = inPages(available());
    const [one = 0, five = 0, fifteen = 0] = loads.map((next) => Math.round(next() * 100) / 100);
    const [cpu = 0, memory = 0, io = 0] = stalls.map((next) => Math.round(next() * 100) / 100);
    const five5 = (next: readonly (() => number)[]): readonly number[] => next.map((value) => value());
    return {
      cpu: {
        total: (u ?? 0) + (s ?? 0),
        user: u ?? 0,
        system: s ?? 0,
        iowait: w ?? 0,
        steal: 0,
        cores: cores.map((next) => next()),
      },
      memory: {
        total: 16 * gib,
        used: 16 * gib - free,
        available: free,
        cached: inPages(cached()),
        buffers: gib / 8,
        swapTotal: 2 * gib,
        swapUsed: 0,
      },
      load: { one, five, fifteen },
      pressure: { cpu, memory, io },
      disk: Object.fromEntries(
        disks.map(({ name, next }) => {
          const [read = 0, written = 0, reads = 0, writes = 0, busy = 0] = five5(next);
          return [name, { read, written, reads, writes, busy: Math.min(100, busy) }];
        }),
      ),
      network: Object.fromEntries(
        links.map(({ name, next }) => {
          const [received = 0, sent = 0, packetsReceived = 0, packetsSent = 0, errors = 0] = five5(next);
          return [name, { received, sent, packetsReceived, packetsSent, errors }];
        }),
      ),
      filesystem: Object.fromEntries(
        mounts.map(({ name, total, next }) => {
          const used = inPages(next());
          return [name, { total, used, usedShare: (used / total) * 100 }];
        }),
      ),
      ...(ticks % ticksPerTable === 1 && {
        processes: {
          count: table.length,
          running: cores.length / 4,
          top: table.map(({ pid, name, user, command, load, size }) => ({
            ...{ pid, name, user, command },
            cpu: Math.round(load()),
            memory: inPages(size()),
          })),
        },
      }),
      temperature: Object.fromEntries(sensors.map((next, n) => [`sensor ${String(n)}`, Math.round(next())])),
    };
  };
}
