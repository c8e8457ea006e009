import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { putInstance } from '../instances.ts';
import type { Reader } from '../reader.ts';
import { toPercent } from '../round.ts';
import { knownNumber } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

/** macOS and Windows by systeminformation. */
export async function openPortableFilesystem(platform: NodeJS.Platform): Promise<Reader<'filesystem'>> {
  const { si, release } = await borrowSystemInformation(platform);
  return {
    read: async () => {
      const value: MetricValue<'filesystem'> = {};
      for (const one of await si.fsSize()) {
        const total = knownNumber(one.size);
        const used = knownNumber(one.used);
        const available = knownNumber(one.available);
        if (total === null || total === 0) continue;
        const usable = used === null || available === null ? null : used + available;
        const share = used === null || usable === null || usable === 0 ? null : used / usable;
        putInstance(value, one.mount, { total, used, usedShare: toPercent(share) });
      }
      return value;
    },
    close: release,
  };
}
