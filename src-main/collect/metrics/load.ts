import { loadavg } from 'node:os';
import { join } from 'node:path';
import { nextReading } from '../linux/byte-parser.ts';
import { kernelFile } from '../linux/kernel-file.ts';
import { canRead } from '../linux/probe.ts';
import type { OpenReader } from '../reader.ts';
import { roundOrNull } from '../round.ts';

/** Linux: `/proc/loadavg`; macOS and the BSDs: getloadavg(3) through Node; Windows keeps no such average. */
export const openLoad: OpenReader<'load'> = ({ platform, procRoot }) => {
  if (platform === 'win32') return { unsupported: 'Windows keeps no load average.' };
  if (platform !== 'linux') {
    return {
      read: () => {
        const [one = Number.NaN, five = Number.NaN, fifteen = Number.NaN] = loadavg();
        return { one: roundOrNull(one, 2), five: roundOrNull(five, 2), fifteen: roundOrNull(fifteen, 2) };
      },
    };
  }
  const path = join(procRoot, 'loadavg');
  const file = kernelFile(path, { bytes: 128, onePiece: true });
  if (!canRead(file)) return { unsupported: `The kernel offers no ${path} that Lanpulse may read.` };
  return {
    read: () => {
      const cursor = file.read();
      return { one: nextReading(cursor), five: nextReading(cursor), fifteen: nextReading(cursor) };
    },
    close: () => {
      file.close();
    },
  };
};
