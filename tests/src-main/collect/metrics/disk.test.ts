import { expect, test } from 'vitest';
import { openDisk } from '../../../../src-main/collect/metrics/disk.ts';
import { machine, offered, refused } from '../../../support/machine.ts';

const nvme = '100000 2000 8000000 30000 200000 90000 16000000 90000 0 60000 120000';

test('whole devices are shown: no partitions, no device mapper, no image files, memory or optical drives', async () => {
  const disk = await offered(openDisk, machine('workstation').environment);
  const value = await disk.at(0);
  // sdb has a medium and never worked; md127 and mmcblk0 have none.
  expect(Object.keys(value)).toEqual(['nvme0n1', 'sda', 'sdb', 'cciss/c0d0']);
});

test('rates come from sectors of 512 bytes, finished operations and the busy time', async () => {
  const one = machine('workstation');
  const disk = await offered(openDisk, one.environment);
  const nothing = { read: null, written: null, reads: null, writes: null, busy: null };
  expect((await disk.at(1000)).nvme0n1).toEqual(nothing);
  one.edit('proc/diskstats', nvme, '100030 2000 8002000 30000 200005 90000 16000400 90000 0 60500 120000');
  const value = await disk.at(3000);
  expect(value.nvme0n1).toEqual({ read: 512_000, written: 102_400, reads: 15, writes: 2.5, busy: 25 });
  expect(value.sda).toEqual({ read: 0, written: 0, reads: 0, writes: 0, busy: 0 });
});

test('a device can not be busy for more than all the time', async () => {
  const one = machine('workstation');
  const disk = await offered(openDisk, one.environment);
  await disk.at(0);
  one.edit('proc/diskstats', nvme, nvme.replace('60000 120000', '61040 120000'));
  expect((await disk.at(1000)).nvme0n1?.busy).toBe(100);
});

test('counters of 32 bits run over without a dent', async () => {
  const one = machine('board');
  const disk = await offered(openDisk, one.environment);
  await disk.at(0);
  one.write('proc/diskstats', ' 179       0 mmcblk0 4 0 704 10 500 0 9000 20 0 204 30\n');
  expect((await disk.at(1000)).mmcblk0).toEqual({ read: 1000 * 512, written: 0, reads: 10, writes: 0, busy: 50 });
});

test('a device that was plugged out and in again starts without rates', async () => {
  const one = machine('board');
  const disk = await offered(openDisk, one.environment);
  await disk.at(0);
  const before = one.text('proc/diskstats');
  one.write('proc/diskstats', '');
  expect(await disk.at(1000)).toEqual({});
  one.write('proc/diskstats', before);
  expect((await disk.at(2000)).mmcblk0?.read).toBeNull();
});

test('a card reader shows up when a card is put in', async () => {
  const one = machine('workstation');
  const disk = await offered(openDisk, one.environment);
  expect(await disk.at(0)).not.toHaveProperty('mmcblk0');
  one.edit('proc/diskstats', /mmcblk0 .*/u, 'mmcblk0 10 0 80 1 0 0 0 0 0 1 1');
  expect((await disk.at(1000)).mmcblk0).toMatchObject({ reads: 10 });
});

test('without the file the metric is unsupported, with the reason', async () => {
  expect(await refused(openDisk, machine('container').environment)).toMatch(/diskstats/u);
});
