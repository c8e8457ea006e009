import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sizes that the kernel tells each program when it starts. */
export interface MachineSizes {
  /** Bytes of a memory page: 4096 on most machines, 16384 on some ARM. */
  readonly pageBytes: number;
  /** Clock ticks per second in /proc, USER_HZ: 100 on every machine that Node runs on. */
  readonly ticksPerSecond: number;
}

const usual: MachineSizes = { pageBytes: 4096, ticksPerSecond: 100 };
const pageSizeKey = 6;
const clockTicksKey = 17;

/** Reads the auxiliary vector of the running program, getauxval(3); the usual sizes where there is none. */
export function readMachineSizes(procRoot: string): MachineSizes {
  let vector: Buffer;
  try {
    vector = readFileSync(join(procRoot, 'self', 'auxv'));
  } catch {
    return usual;
  }
  const word = process.arch === 'arm' || process.arch === 'ia32' ? 4 : 8;
  const found = new Map<number, number>();
  for (let at = 0; at + 2 * word <= vector.length; at += 2 * word) {
    found.set(vector.readUIntLE(at, 4), vector.readUIntLE(at + word, 4));
  }
  return {
    pageBytes: found.get(pageSizeKey) ?? usual.pageBytes,
    ticksPerSecond: found.get(clockTicksKey) ?? usual.ticksPerSecond,
  };
}
