import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parseNvidiaGpus } from '../../../../src-main/collect/linux/nvidia-gpu.ts';
import { openGpu } from '../../../../src-main/collect/metrics/gpu.ts';
import { type Machine, machine, offered, refused } from '../../../support/machine.ts';

/** Puts a program in the place of the driver's tool. */
function withNvidiaSmi(one: Machine, script: string): void {
  one.write('proc/driver/nvidia/version', 'NVRM version: NVIDIA UNIX Open Kernel Module\n');
  one.write('bin/nvidia-smi', `#!/bin/sh\n${script}\n`);
  const root = dirname(one.environment.procRoot);
  chmodSync(join(root, 'bin', 'nvidia-smi'), 0o755);
  vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env.PATH ?? ''}`);
}

describe('amdgpu', () => {
  test('tells use, memory, temperature and power by its files; outputs and other cards are passed over', async () => {
    const gpu = await offered(openGpu, machine('workstation').environment);
    expect(await gpu.at(0)).toEqual({
      'AMD card1': { use: 37, memoryUsed: 2 ** 30, memoryTotal: 8 * 2 ** 30, temperature: 61, power: 85.3 },
    });
  });
});

describe('NVIDIA', () => {
  test('lines of nvidia-smi become bytes, degrees and watts; what the driver does not tell is null', () => {
    const text = [
      'NVIDIA GeForce RTX 4090, 3, 1024, 24564, 41, 22.93',
      'NVIDIA A100, 80GB, [N/A], 512, 81920, 30, [Not Supported]',
      '',
    ].join('\n');
    expect(parseNvidiaGpus(text)).toEqual([
      {
        name: 'NVIDIA GeForce RTX 4090',
        figures: { use: 3, memoryUsed: 2 ** 30, memoryTotal: 24564 * 2 ** 20, temperature: 41, power: 22.93 },
      },
      {
        name: 'NVIDIA A100, 80GB',
        figures: { use: null, memoryUsed: 2 ** 29, memoryTotal: 80 * 2 ** 30, temperature: 30, power: null },
      },
    ]);
  });

  test('two cards of one make have two names, beside those of other makes', async () => {
    const one = machine('workstation');
    withNvidiaSmi(one, 'echo "RTX, 1, 1, 2, 40, 10"; echo "RTX, 2, 1, 2, 41, 11"');
    const gpu = await offered(openGpu, one.environment);
    const value = await gpu.at(0);
    expect(Object.keys(value)).toEqual(['AMD card1', 'RTX', 'RTX 2']);
    expect(value['RTX 2']?.use).toBe(2);
  });

  test('a tool that fails is a failure of the reading', async () => {
    const one = machine('container');
    withNvidiaSmi(one, 'echo "driver mismatch" >&2; exit 9');
    const gpu = await offered(openGpu, one.environment);
    await expect(gpu.at(0)).rejects.toThrow(/driver mismatch/u);
  });

  test('nothing is started to find out that there is no card', async () => {
    const one = machine('container');
    withNvidiaSmi(one, 'touch "$(dirname "$0")/started"');
    one.remove('proc/driver');
    expect(await refused(openGpu, one.environment)).toMatch(/no NVIDIA driver/u);
    expect(() => one.text('bin/started')).toThrow(/ENOENT/u);
  });
});

test('a card whose driver tells nothing is unsupported for another reason than no card', async () => {
  const one = machine('workstation');
  one.remove('sys/class/drm/card1');
  expect(await refused(openGpu, one.environment)).toMatch(/amdgpu and NVIDIA/u);
});
