import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's own counters at one moment, read the plain way: whole files, split into words. */
export interface KernelCounters {
  readonly atMs: number;
  /** Ticks per cpu line (`cpu`, `cpu0`, ...): user nice system idle iowait irq softirq steal. */
  readonly cpu: ReadonlyMap<string, readonly number[]>;
  /** Columns of /proc/diskstats behind the name, by device. */
  readonly disk: ReadonlyMap<string, readonly number[]>;
  /** Columns of /proc/net/dev behind the name, by interface. */
  readonly network: ReadonlyMap<string, readonly number[]>;
  /** Bytes by name of /proc/meminfo. */
  readonly memory: ReadonlyMap<string, number>;
  readonly load: readonly number[];
  /** "some avg10" of cpu, memory and io; NaN where the kernel has none. */
  readonly pressure: readonly number[];
  readonly processes: number;
  /** User and system time of this process in ms. */
  readonly ownCpuMs: number;
}

const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');
const words = (line: string) => line.trim().split(/[\s:]+/u);

function table(path: string, nameColumn: number, skip = 0): Map<string, number[]> {
  const rows = lines(path).slice(skip).map(words);
  return new Map(rows.map((row) => [row[nameColumn] ?? '', row.slice(nameColumn + 1).map(Number)]));
}

function someAvg10(name: string): number {
  try {
    return Number(/^some avg10=([\d.]+)/u.exec(readFileSync(`/proc/pressure/${name}`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

/** Reads them all. */
export function readKernelCounters(): KernelCounters {
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    cpu: new Map([...table('/proc/stat', 0)].filter(([name]) => name.startsWith('cpu'))),
    disk: table('/proc/diskstats', 2),
    network: table('/proc/net/dev', 0, 2),
    memory: new Map([...table('/proc/meminfo', 0)].map(([name, [value = 0]]) => [name, value * 1024])),
    load: readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).map(Number),
    pressure: ['cpu', 'memory', 'io'].map(someAvg10),
    processes: readdirSync('/proc').filter((name) => /^\d+$/u.test(name)).length,
    ownCpuMs: (user + system) / 1000,
  };
}

/** User and system time of a process in ms, where the kernel counts 100 ticks a second. */
export function readProcessCpuMs(pid: number): number {
  const [, , , , , , , , , , , utime = 0, stime = 0] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    .replace(/\(.*\)/u, '')
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
  return (utime + stime) * 10;
}
