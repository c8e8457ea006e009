import { join } from 'node:path';
import { findInLine, hasMore, nextLine, nextReading, startsWith } from '../linux/byte-parser.ts';
import { kernelFile, type KernelFile } from '../linux/kernel-file.ts';
import { canRead } from '../linux/probe.ts';
import { openPortableMemory } from '../portable/memory.ts';
import type { OpenReader, Reader } from '../reader.ts';

const keys = ['MemTotal', 'MemAvailable', 'Buffers', 'Cached', 'SwapTotal', 'SwapFree', 'SReclaimable'] as const;

const tokens = keys.map((key) => ({ key, bytes: Buffer.from(`${key}:`) }));
const colon = 0x3a;

/** Linux: `/proc/meminfo`; elsewhere systeminformation. */
export const openMemory: OpenReader<'memory'> = ({ platform, procRoot }) => {
  if (platform !== 'linux') return openPortableMemory(platform);
  const path = join(procRoot, 'meminfo');
  const file = kernelFile(path, { bytes: 8192, onePiece: true });
  return canRead(file) ? memoryReader(file) : { unsupported: `The kernel offers no ${path} that Lanpulse may read.` };
};

/** `cached` counts reclaimable kernel memory too, as free(1) does in its column buff/cache. */
function memoryReader(file: KernelFile): Reader<'memory'> {
  const found: Record<(typeof keys)[number], number | null> = {
    MemTotal: null,
    MemAvailable: null,
    Buffers: null,
    Cached: null,
    SwapTotal: null,
    SwapFree: null,
    SReclaimable: null,
  };

  function parse(): void {
    for (const key of keys) found[key] = null;
    const cursor = file.read();
    let missing = tokens.length;
    for (let more = hasMore(cursor); more && missing > 0; more = nextLine(cursor)) {
      const end = findInLine(cursor, colon);
      const length = end + 1 - cursor.at;
      for (const { key, bytes } of tokens) {
        if (bytes.length !== length || !startsWith(cursor, bytes)) continue;
        cursor.at = end + 1;
        const kibibytes = nextReading(cursor);
        found[key] = kibibytes === null ? null : kibibytes * 1024;
        missing -= 1;
        break;
      }
    }
  }

  return {
    read: () => {
      parse();
      const { MemTotal: total, MemAvailable: available, SwapTotal: swapTotal, SwapFree: swapFree } = found;
      return {
        total,
        used: less(total, available),
        available,
        cached: found.Cached === null ? null : found.Cached + (found.SReclaimable ?? 0),
        buffers: found.Buffers,
        swapTotal,
        swapUsed: less(swapTotal, swapFree),
      };
    },
    close: () => {
      file.close();
    },
  };
}

function less(whole: number | null, part: number | null): number | null {
  return whole === null || part === null ? null : Math.max(0, whole - part);
}
