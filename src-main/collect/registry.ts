import { openBattery } from './metrics/battery.ts';
import { openCpu } from './metrics/cpu.ts';
import { openDisk } from './metrics/disk.ts';
import { openFilesystem } from './metrics/filesystem.ts';
import { openGpu } from './metrics/gpu.ts';
import { openLoad } from './metrics/load.ts';
import { openMemory } from './metrics/memory.ts';
import { openNetwork } from './metrics/network.ts';
import { openPressure } from './metrics/pressure.ts';
import { openProcesses } from './metrics/processes.ts';
import { openSelf } from './metrics/self.ts';
import { openTemperature } from './metrics/temperature.ts';
import type { ReaderRegistry } from './reader.ts';

/** How each metric is read; a metric of the shared registry without a reader does not compile. */
export const readers: ReaderRegistry = {
  cpu: openCpu,
  memory: openMemory,
  load: openLoad,
  pressure: openPressure,
  disk: openDisk,
  network: openNetwork,
  filesystem: openFilesystem,
  temperature: openTemperature,
  gpu: openGpu,
  processes: openProcesses,
  battery: openBattery,
  self: openSelf,
};
