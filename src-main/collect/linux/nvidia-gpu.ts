import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { GpuFigures } from './amd-gpu.ts';

const run = promisify(execFile);

/** Processors of one reading, by the name their driver tells. */
export interface NamedGpu {
  readonly name: string;
  readonly figures: GpuFigures;
}

const question = [
  '--query-gpu=name,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw',
  '--format=csv,noheader,nounits',
];
const patienceMs = 4_000;
const mebibyte = 1024 * 1024;

/** True when NVIDIA's driver is loaded and its tool can be started: asked without starting it. */
export function hasNvidia(procRoot: string, searchPath: string): boolean {
  if (!existsSync(join(procRoot, 'driver', 'nvidia', 'version'))) return false;
  return searchPath.split(delimiter).some((folder) => folder !== '' && canExecute(join(folder, 'nvidia-smi')));
}

/**
 * Asks nvidia-smi(1), in a process of its own and without waiting: systeminformation would ask the same tool, but
 * would stop the event loop until it answered, and start four others beside it.
 * @throws when the tool fails or does not answer in time
 */
export async function readNvidiaGpus(): Promise<NamedGpu[]> {
  const { stdout } = await run('nvidia-smi', question, { timeout: patienceMs, windowsHide: true });
  return parseNvidiaGpus(stdout);
}

/** Parses the tool's lines; a field that is no number (`[N/A]`, `[Not Supported]`) could not be read. */
export function parseNvidiaGpus(text: string): NamedGpu[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(', ');
    // A name may hold a comma, the five numbers may not.
    const numbers = fields.slice(-5).map((field) => (/^\d+(?:\.\d+)?$/u.test(field.trim()) ? Number(field) : null));
    const name = fields.slice(0, -5).join(', ').trim();
    const [use = null, memoryUsed = null, memoryTotal = null, temperature = null, power = null] = numbers;
    if (name === '') return [];
    return [
      {
        name,
        figures: {
          use,
          memoryUsed: memoryUsed === null ? null : memoryUsed * mebibyte,
          memoryTotal: memoryTotal === null ? null : memoryTotal * mebibyte,
          temperature,
          power,
        },
      },
    ];
  });
}

function canExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
