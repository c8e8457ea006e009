import type { Reader } from '../reader.ts';
import { knownNumber } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

/** macOS and Windows by systeminformation. Neither tells buffers, and Windows no cache. */
export async function openPortableMemory(platform: NodeJS.Platform): Promise<Reader<'memory'>> {
  const { si, release } = await borrowSystemInformation(platform);
  return {
    read: async () => {
      const memory = await si.mem();
      const total = knownNumber(memory.total);
      const available = knownNumber(memory.available);
      return {
        total,
        used: total === null || available === null ? null : Math.max(0, total - available),
        available,
        cached: platform === 'win32' ? null : knownNumber(memory.buffcache),
        buffers: null,
        swapTotal: knownNumber(memory.swaptotal),
        swapUsed: knownNumber(memory.swapused),
      };
    },
    close: release,
  };
}
