import { statfsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kernelFile } from '../../../../src-main/collect/linux/kernel-file.ts';
import type { FilesystemBlocks } from '../../../../src-main/collect/linux/space.ts';
import {
  filesystemReader,
  openFilesystem,
  type StatFilesystem,
} from '../../../../src-main/collect/metrics/filesystem.ts';
import { machine, offered, refused } from '../../../support/machine.ts';

const blocks: FilesystemBlocks = { bsize: 4096, blocks: 1000, bfree: 300, bavail: 250 };
const space = { total: 4_096_000, used: 2_867_200, usedShare: 73.68 };
const unknown = { total: null, used: null, usedShare: null };

function reader(stat: Partial<StatFilesystem>) {
  const file = kernelFile(`${machine('workstation').environment.procRoot}/self/mounts`);
  return filesystemReader(file, { now: () => blocks, later: () => Promise.resolve(blocks), ...stat });
}

/** Lets answers that are there arrive. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a file system', () => {
  test('counts its used share as df does: without the blocks reserved for root', async () => {
    const value = await reader({}).read(0);
    expect(value['/']).toEqual(space);
  });

  test('without blocks is left out', async () => {
    const value = await reader({ now: (point) => ({ ...blocks, blocks: point === '/tank' ? 0 : 1 }) }).read(0);
    expect(value).not.toHaveProperty('/tank');
    expect(value).toHaveProperty('/srv');
  });

  test('that may not be asked is shown as unknown', async () => {
    const refuse = (point: string) => {
      if (point === '/srv') throw new Error('EACCES');
      return blocks;
    };
    const value = await reader({ now: refuse }).read(0);
    expect(value['/srv']).toEqual(unknown);
    expect(value['/']).toEqual(space);
  });
});

describe('a share of another machine', () => {
  test('is unknown in the reading that asks, and known in the next', async () => {
    const shares = reader({});
    expect((await shares.read(0))['/mnt/films']).toEqual(unknown);
    await settle();
    expect((await shares.read(100))['/mnt/films']).toEqual(space);
  });

  test('that hangs holds up nothing, becomes unknown, and is asked once at a time', async () => {
    let hang = false;
    const asked: string[] = [];
    const shares = reader({
      later: (point) => {
        asked.push(point);
        return hang ? new Promise(() => undefined) : Promise.resolve(blocks);
      },
    });
    await shares.read(0);
    await settle();
    expect((await shares.read(100))['/mnt/films']).toEqual(space);
    await settle();
    hang = true;
    expect((await shares.read(10_000))['/mnt/films']).toEqual(space);
    await settle();
    const value = await shares.read(20_000);
    expect(value['/mnt/films']).toEqual(unknown);
    expect(value['/mnt/music']).toEqual(unknown);
    expect(value['/']).toEqual(space);
    await shares.read(30_000);
    expect(asked.filter((point) => point === '/mnt/films')).toHaveLength(3);
    expect(asked.at(-1)).toBe('/mnt/films');
  });

  test('that refuses is unknown', async () => {
    const shares = reader({ later: () => Promise.reject(new Error('ESTALE')) });
    await shares.read(0);
    await settle();
    expect((await shares.read(100))['/mnt/films']).toEqual(unknown);
  });
});

test('the list of mounts is read anew each time', async () => {
  const one = machine('container');
  const filesystem = await offered(openFilesystem, one.environment);
  one.write('proc/self/mounts', '/dev/root / ext4 rw 0 0\n');
  expect(Object.keys(await filesystem.at(0))).toEqual(['/']);
  one.write('proc/self/mounts', '/dev/root / ext4 rw 0 0\n/dev/sda1 /proc ext4 rw 0 0\n/dev/sdb1 /tmp ext4 rw 0 0\n');
  expect(Object.keys(await filesystem.at(1000))).toContain('/tmp');
});

test.runIf(process.platform === 'linux')('the root of this machine is as large as statfs tells', async () => {
  const { environment } = machine('container');
  const filesystem = await offered(openFilesystem, { ...environment, procRoot: '/proc' });
  const { bsize, blocks: count } = statfsSync('/');
  expect((await filesystem.at(0))['/']?.total).toBe(bsize * count);
});

test('without the list the metric is unsupported, with the reason', async () => {
  expect(await refused(openFilesystem, machine('empty').environment)).toMatch(/mounts/u);
});
