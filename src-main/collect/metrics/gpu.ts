import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { putInstance, uniqueName } from '../instances.ts';
import { findAmdGpus, readAmdGpu } from '../linux/amd-gpu.ts';
import { hasNvidia, readNvidiaGpus } from '../linux/nvidia-gpu.ts';
import { listFolder } from '../linux/probe.ts';
import { openPortableGpu } from '../portable/gpu.ts';
import type { OpenReader } from '../reader.ts';

/** Linux: the files of amdgpu, and nvidia-smi where NVIDIA's driver is loaded; elsewhere systeminformation. */
export const openGpu: OpenReader<'gpu'> = ({ platform, procRoot, sysRoot }) => {
  if (platform !== 'linux') return openPortableGpu(platform);
  const cards = findAmdGpus(sysRoot);
  const nvidia = hasNvidia(procRoot, process.env.PATH ?? '');
  if (cards.length === 0 && !nvidia) return { unsupported: whyNone(sysRoot) };
  return {
    read: async () => {
      const value: MetricValue<'gpu'> = {};
      const found = cards.map((card) => ({ name: card.name, figures: readAmdGpu(card) }));
      if (nvidia) found.push(...(await readNvidiaGpus()));
      for (const { name, figures } of found) putInstance(value, uniqueName(name, new Set(Object.keys(value))), figures);
      return value;
    },
  };
};

function whyNone(sysRoot: string): string {
  const folder = `${sysRoot}/class/drm`;
  return listFolder(folder).some((name) => /^card\d+$/u.test(name))
    ? 'The driver of this graphics card tells neither its use nor its memory; Lanpulse reads amdgpu and NVIDIA.'
    : `The kernel lists no graphics card under ${folder}, and no NVIDIA driver is loaded.`;
}
