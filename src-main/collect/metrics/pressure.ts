import { join } from 'node:path';
import type { ByteCursor } from '../linux/byte-cursor.ts';
import { findInLine, nextReading } from '../linux/byte-parser.ts';
import { kernelFile, type KernelFile } from '../linux/kernel-file.ts';
import { canRead } from '../linux/probe.ts';
import type { OpenReader } from '../reader.ts';

const equalsSign = 0x3d;

/** Linux 4.20 and later: `some avg10` of the three files of `/proc/pressure` (Documentation/accounting/psi.rst). */
export const openPressure: OpenReader<'pressure'> = ({ platform, procRoot }) => {
  if (platform !== 'linux') return { unsupported: 'Pressure stall information is a feature of the Linux kernel.' };
  const folder = join(procRoot, 'pressure');
  const open = (name: string) => kernelFile(join(folder, name), { bytes: 512, onePiece: true });
  const cpu = open('cpu');
  const memory = open('memory');
  const io = open('io');
  const files = [cpu, memory, io];
  if (!files.map(canRead).includes(true)) {
    return {
      unsupported: `The kernel offers no pressure stall information under ${folder}: it is older than 4.20, or started without psi=1.`,
    };
  }
  return {
    read: () => ({ cpu: readSomeAvg10(cpu), memory: readSomeAvg10(memory), io: readSomeAvg10(io) }),
    close: () => {
      for (const file of files) file.close();
    },
  };
};

function readSomeAvg10(file: KernelFile): number | null {
  let cursor: ByteCursor;
  try {
    cursor = file.read();
  } catch {
    // One of the three may be absent while the others work; that is a value that could not be read.
    return null;
  }
  const at = findInLine(cursor, equalsSign);
  if (at < 0) return null;
  cursor.at = at + 1;
  return nextReading(cursor);
}
