import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { putInstance, uniqueName } from '../instances.ts';
import type { Reader, Unsupported } from '../reader.ts';
import { knownNumber } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

const mebibyte = 1024 * 1024;

/** macOS and Windows by systeminformation, asked once at start whether any driver tells figures. */
export async function openPortableGpu(platform: NodeJS.Platform): Promise<Reader<'gpu'> | Unsupported> {
  const { si, release } = await borrowSystemInformation(platform);
  const read = async (): Promise<MetricValue<'gpu'>> => {
    const value: MetricValue<'gpu'> = {};
    const { controllers } = await si.graphics();
    for (const one of controllers) {
      const use = knownNumber(one.utilizationGpu);
      const used = knownNumber(one.memoryUsed);
      const total = knownNumber(one.memoryTotal);
      const temperature = knownNumber(one.temperatureGpu);
      const power = knownNumber(one.powerDraw);
      if (use === null && used === null && temperature === null && power === null) continue;
      putInstance(value, uniqueName(one.name ?? one.model, new Set(Object.keys(value))), {
        use,
        memoryUsed: used === null ? null : used * mebibyte,
        memoryTotal: total === null ? null : total * mebibyte,
        temperature,
        power,
      });
    }
    return value;
  };
  if (Object.keys(await read()).length > 0) return { read, close: release };
  release();
  return { unsupported: 'No graphics driver of this machine tells its use, memory, temperature or power.' };
}
