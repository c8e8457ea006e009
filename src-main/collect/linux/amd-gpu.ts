import { join } from 'node:path';
import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { listFolder, readInteger, readText } from './probe.ts';

/** Figures of one graphics processor. */
export type GpuFigures = MetricValue<'gpu'>[string];

/** A graphics processor whose driver tells its figures by files. */
export interface GpuFolder {
  readonly name: string;
  readonly folder: string;
  /** Its own hwmon folder, for temperature and power; `null` where there is none. */
  readonly hwmon: string | null;
}

/** Graphics cards of amdgpu under /sys/class/drm (Documentation/gpu/amdgpu/thermal.rst). */
export function findAmdGpus(sysRoot: string): GpuFolder[] {
  const root = join(sysRoot, 'class', 'drm');
  return listFolder(root).flatMap((card) => {
    const folder = join(root, card, 'device');
    // card0-HDMI-A-1 and the like are outputs of a card.
    if (!/^card\d+$/u.test(card) || readInteger(join(folder, 'gpu_busy_percent')) === null) return [];
    const [hwmon] = listFolder(join(folder, 'hwmon'));
    const product = readText(join(folder, 'product_name'));
    const name = product === null || product === '' ? `AMD ${card}` : product;
    return [{ name, folder, hwmon: hwmon === undefined ? null : join(folder, 'hwmon', hwmon) }];
  });
}

/** Reads a card's files: percent, bytes, thousandths of a degree, microwatts. */
export function readAmdGpu({ folder, hwmon }: GpuFolder): GpuFigures {
  const thousandths = hwmon === null ? null : readInteger(join(hwmon, 'temp1_input'));
  const microwatts =
    hwmon === null ? null : (readInteger(join(hwmon, 'power1_average')) ?? readInteger(join(hwmon, 'power1_input')));
  return {
    use: readInteger(join(folder, 'gpu_busy_percent')),
    memoryUsed: readInteger(join(folder, 'mem_info_vram_used')),
    memoryTotal: readInteger(join(folder, 'mem_info_vram_total')),
    temperature: thousandths === null ? null : thousandths / 1000,
    power: microwatts === null ? null : Math.round(microwatts / 1e5) / 10,
  };
}
