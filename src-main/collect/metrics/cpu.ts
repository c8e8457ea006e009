import { join } from 'node:path';
import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import type { ByteCursor } from '../linux/byte-cursor.ts';
import { hasMore, nextLine, nextNumber, startsWith } from '../linux/byte-parser.ts';
import { addGrowth, type CpuTimes, growthShare, newCpuTimes, takeCpuTimes } from '../linux/cpu-times.ts';
import { kernelFile, type KernelFile } from '../linux/kernel-file.ts';
import { canRead } from '../linux/probe.ts';
import { openPortableCpu } from '../portable/cpu.ts';
import type { OpenReader, Reader } from '../reader.ts';
import { toPercent } from '../round.ts';

const cpuToken = Buffer.from('cpu');
const space = 0x20;

/** Linux: `/proc/stat`; elsewhere Node's own `os.cpus()`. */
export const openCpu: OpenReader<'cpu'> = ({ platform, procRoot }) => {
  if (platform !== 'linux') return openPortableCpu();
  const path = join(procRoot, 'stat');
  const file = kernelFile(path, { bytes: 16_384, onePiece: true });
  return canRead(file) ? cpuReader(file) : { unsupported: `The kernel offers no ${path} that Lanpulse may read.` };
};

/**
 * The kernel's line for all cores is used while the set of cores stays the same. When a core comes or goes that line
 * jumps, so the cores that were there both times are added up instead.
 */
function cpuReader(file: KernelFile): Reader<'cpu'> {
  const all = newCpuTimes();
  const cores: CpuTimes[] = [];
  let reading = 0;

  function parse(cursor: ByteCursor): boolean {
    let changed = false;
    let online = 0;
    for (let more = hasMore(cursor); more && startsWith(cursor, cpuToken); more = nextLine(cursor)) {
      cursor.at += cpuToken.length;
      if (cursor.bytes[cursor.at] === space) {
        takeCpuTimes(all, cursor, reading);
        continue;
      }
      const core = nextNumber(cursor);
      while (cores.length <= core) cores.push(newCpuTimes());
      const times = cores[core];
      if (times === undefined) continue;
      changed ||= times.seenIn !== reading - 1;
      takeCpuTimes(times, cursor, reading);
      online += 1;
    }
    const before = cores.filter((times) => times.seenIn >= reading - 1).length;
    return changed || before !== online;
  }

  function sumOfSteadyCores(): CpuTimes {
    const sum = newCpuTimes();
    sum.total = 0;
    for (const times of cores) if (times.seenIn === reading && times.total > 0) addGrowth(sum, times);
    return sum;
  }

  function busy(times: CpuTimes): number | null {
    if (times.seenIn !== reading) return null;
    const rest = growthShare(times, 'idle', 'iowait');
    return toPercent(rest === null ? null : 1 - rest);
  }

  return {
    read: (): MetricValue<'cpu'> => {
      reading += 1;
      const coresChanged = parse(file.read());
      const times = coresChanged && !Number.isNaN(all.total) ? sumOfSteadyCores() : all;
      const rest = growthShare(times, 'idle', 'iowait');
      return {
        total: toPercent(rest === null ? null : 1 - rest),
        user: toPercent(growthShare(times, 'user', 'nice')),
        system: toPercent(growthShare(times, 'system', 'irq', 'softirq')),
        iowait: toPercent(growthShare(times, 'iowait')),
        steal: toPercent(growthShare(times, 'steal')),
        cores: cores.map(busy),
      };
    },
    restart: () => {
      reading += 1;
    },
    close: () => {
      file.close();
    },
  };
}
