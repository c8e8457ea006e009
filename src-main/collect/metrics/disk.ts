import { join } from 'node:path';
import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { counterGrowth, ratePerSecond } from '../counter-rate.ts';
import { putInstance } from '../instances.ts';
import { type BlockDevice, describeBlockDevice } from '../linux/block-devices.ts';
import type { ByteCursor } from '../linux/byte-cursor.ts';
import { hasMore, nextLine, nextNumber, skipBlanks, skipFields } from '../linux/byte-parser.ts';
import { instanceRows } from '../linux/instance-rows.ts';
import { kernelFile, type KernelFile } from '../linux/kernel-file.ts';
import { canRead } from '../linux/probe.ts';
import { openPortableDisk } from '../portable/disk.ts';
import type { OpenReader, Reader } from '../reader.ts';
import { roundOrNull, toPercent } from '../round.ts';

/** The kernel counts sectors of 512 bytes, whatever the device's own are (Documentation/admin-guide/iostats.rst). */
const sectorBytes = 512;

/** To judge wraps of 32-bit counters by: 1 GB/s in sectors, and a million operations a second. */
const plausibleSectors = 2_000_000;
const plausibleOperations = 1_000_000;

/** Linux: `/proc/diskstats`; elsewhere systeminformation. */
export const openDisk: OpenReader<'disk'> = ({ platform, procRoot, sysRoot }) => {
  if (platform !== 'linux') return openPortableDisk(platform);
  const path = join(procRoot, 'diskstats');
  const file = kernelFile(path, { bytes: 8192 });
  if (canRead(file)) return diskReader(file, sysRoot);
  return { unsupported: `The kernel offers no ${path} that Lanpulse may read.` };
};

interface Disk extends BlockDevice {
  readonly name: string;
  reads: number;
  sectorsRead: number;
  writes: number;
  sectorsWritten: number;
  busyMs: number;
}

function diskReader(file: KernelFile, sysRoot: string): Reader<'disk'> {
  const rows = instanceRows<Disk>((name) => ({
    name,
    ...describeBlockDevice(sysRoot, name),
    reads: Number.NaN,
    sectorsRead: Number.NaN,
    writes: Number.NaN,
    sectorsWritten: Number.NaN,
    busyMs: Number.NaN,
  }));
  let lastMs = Number.NaN;

  return {
    read: (atMs) => {
      const value: MetricValue<'disk'> = {};
      const elapsedMs = atMs - lastMs;
      const cursor = file.read();
      rows.begin();
      for (let more = hasMore(cursor); more; more = nextLine(cursor)) {
        // Major and minor number.
        skipFields(cursor, 2);
        skipBlanks(cursor);
        const from = cursor.at;
        skipFields(cursor, 1);
        if (cursor.at === from) continue;
        const disk = rows.find(cursor, from, cursor.at);
        if (!disk.whole) continue;
        const rates = takeRates(disk, cursor, elapsedMs);
        if (disk.hasMedium || disk.reads + disk.writes > 0) putInstance(value, disk.name, rates);
      }
      rows.end();
      lastMs = atMs;
      return value;
    },
    restart: () => {
      rows.clear();
    },
    close: () => {
      file.close();
    },
  };
}

/** Columns: reads merged sectors ms, writes merged sectors ms, in flight, ms with a request in flight, ... */
function takeRates(disk: Disk, cursor: ByteCursor, elapsedMs: number): MetricValue<'disk'>[string] {
  const reads = nextNumber(cursor);
  skipFields(cursor, 1);
  const sectorsRead = nextNumber(cursor);
  skipFields(cursor, 1);
  const writes = nextNumber(cursor);
  skipFields(cursor, 1);
  const sectorsWritten = nextNumber(cursor);
  skipFields(cursor, 2);
  const busyMs = nextNumber(cursor);
  const bytes = (before: number, now: number) => {
    const sectors = ratePerSecond(before, now, elapsedMs, plausibleSectors);
    return sectors === null ? null : roundOrNull(sectors * sectorBytes);
  };
  const operations = (before: number, now: number) =>
    roundOrNull(ratePerSecond(before, now, elapsedMs, plausibleOperations), 1);
  const busy = elapsedMs > 0 ? counterGrowth(disk.busyMs, busyMs, elapsedMs * 1.5 + 20) : null;
  const rates = {
    read: bytes(disk.sectorsRead, sectorsRead),
    written: bytes(disk.sectorsWritten, sectorsWritten),
    reads: operations(disk.reads, reads),
    writes: operations(disk.writes, writes),
    busy: toPercent(busy === null ? null : busy / elapsedMs),
  };
  Object.assign(disk, { reads, sectorsRead, writes, sectorsWritten, busyMs });
  return rates;
}
