import { describe, expect, test } from 'vitest';
import { openLoad } from '../../../../src-main/collect/metrics/load.ts';
import { openMemory } from '../../../../src-main/collect/metrics/memory.ts';
import { openPressure } from '../../../../src-main/collect/metrics/pressure.ts';
import { machine, offered, refused } from '../../../support/machine.ts';

const kibibyte = 1024;

describe('load', () => {
  test('is the three averages of the kernel', async () => {
    const load = await offered(openLoad, machine('workstation').environment);
    expect(await load.at(0)).toEqual({ one: 1.25, five: 0.75, fifteen: 0.5 });
  });

  test('is unsupported on Windows', async () => {
    expect(await refused(openLoad, { ...machine('empty').environment, platform: 'win32' })).toMatch(/Windows/u);
  });
});

describe('pressure', () => {
  test('is the ten seconds of "some", from each of the three files', async () => {
    const pressure = await offered(openPressure, machine('workstation').environment);
    expect(await pressure.at(0)).toEqual({ cpu: 12.5, memory: 0, io: 3.07 });
  });

  test('is null for the one file that is missing', async () => {
    const one = machine('workstation');
    one.remove('proc/pressure/io');
    const pressure = await offered(openPressure, one.environment);
    expect(await pressure.at(0)).toEqual({ cpu: 12.5, memory: 0, io: null });
  });

  test('is unsupported with a reason where the kernel has none', async () => {
    expect(await refused(openPressure, machine('container').environment)).toMatch(/psi=1/u);
    expect(await refused(openPressure, { ...machine('empty').environment, platform: 'darwin' })).toMatch(/Linux/u);
  });
});

describe('memory', () => {
  test('used is total less available, cached counts reclaimable memory as free does', async () => {
    const memory = await offered(openMemory, machine('workstation').environment);
    expect(await memory.at(0)).toEqual({
      total: 32594380 * kibibyte,
      used: (32594380 - 21950036) * kibibyte,
      available: 21950036 * kibibyte,
      cached: (15920168 + 1204004) * kibibyte,
      buffers: 812404 * kibibyte,
      swapTotal: 8388604 * kibibyte,
      swapUsed: (8388604 - 6291452) * kibibyte,
    });
  });

  test('what the kernel does not tell is null, never 0', async () => {
    const old = await offered(openMemory, machine('container').environment);
    expect(await old.at(0)).toMatchObject({ used: null, available: null, swapTotal: 0, swapUsed: 0 });
    const bare = await offered(openMemory, machine('board').environment);
    expect(await bare.at(0)).toMatchObject({ cached: null, buffers: null, swapTotal: null, swapUsed: null });
  });

  test('a line that disappears is null again', async () => {
    const one = machine('workstation');
    const memory = await offered(openMemory, one.environment);
    await memory.at(0);
    one.edit('proc/meminfo', /^MemAvailable.*\n/mu, '');
    expect(await memory.at(1000)).toMatchObject({ available: null, used: null });
  });
});
