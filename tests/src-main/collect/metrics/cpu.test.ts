import { expect, test } from 'vitest';
import { openCpu } from '../../../../src-main/collect/metrics/cpu.ts';
import { machine, offered, refused } from '../../../support/machine.ts';

/** A cpu line: user nice system idle iowait irq softirq steal guest. */
const line = (name: string, ...columns: number[]) => `${name} ${columns.join(' ')}\n`;

const quiet = [100, 10, 50, 1000, 20, 1, 2, 3, 40];
const later = (...growth: number[]) => quiet.map((value, column) => value + (growth[column] ?? 0));

async function between(before: string, after: string) {
  const { write, environment } = machine('empty');
  write('proc/stat', before);
  const cpu = await offered(openCpu, environment);
  await cpu.at(0);
  write('proc/stat', after);
  return await cpu.at(1000);
}

test('the first reading has no shares yet, and a place for each core', async () => {
  const cpu = await offered(openCpu, machine('workstation').environment);
  const value = await cpu.at(0);
  expect(value).toEqual({
    total: null,
    user: null,
    system: null,
    iowait: null,
    steal: null,
    cores: Array(8).fill(null),
  });
});

test('user holds nice, system holds interrupts, total leaves out idle and iowait', async () => {
  const growth = [20, 10, 5, 40, 15, 2, 3, 5, 8];
  const value = await between(
    line('cpu ', ...quiet) + line('cpu0', ...quiet),
    line('cpu ', ...later(...growth)) + line('cpu0', ...later(...growth)),
  );
  expect(value).toEqual({ total: 45, user: 30, system: 10, iowait: 15, steal: 5, cores: [45] });
});

test('guest time is part of user and is not counted twice', async () => {
  const value = await between(line('cpu ', ...quiet), line('cpu ', ...later(50, 0, 0, 50, 0, 0, 0, 0, 50)));
  expect(value.total).toBe(50);
});

test('iowait that goes backwards is no growth, and no share leaves 0 to 100', async () => {
  const value = await between(line('cpu ', ...quiet), line('cpu ', ...later(10, 0, 0, 90, -15)));
  expect(value).toMatchObject({ total: 10, iowait: 0, user: 10 });
});

test('counters that started anew give no shares for one reading', async () => {
  const value = await between(line('cpu ', ...quiet), line('cpu ', 1, 0, 1, 5, 0, 0, 0, 0, 0));
  expect(value).toMatchObject({ total: null, user: null });
});

test('a core that goes offline leaves its place empty and does not bend the total', async () => {
  const { write, environment } = machine('empty');
  const both = (extra: number[]) => line('cpu0', ...later(...extra)) + line('cpu2', ...later(...extra));
  write('proc/stat', line('cpu ', ...quiet.map((value) => value * 3)) + line('cpu1', ...quiet) + both([]));
  const cpu = await offered(openCpu, environment);
  await cpu.at(0);
  // The kernel's own sum jumps by the idle time of the core that left.
  write('proc/stat', line('cpu ', ...quiet.map((value) => value * 3 + 700)) + both([30, 0, 0, 70]));
  const gone = await cpu.at(1000);
  expect(gone.cores).toEqual([30, null, 30]);
  expect(gone.total).toBe(30);

  const back = [60, 0, 0, 140];
  write('proc/stat', line('cpu ', ...quiet.map((value) => value * 3 + 9000)) + line('cpu1', ...quiet) + both(back));
  const returned = await cpu.at(2000);
  expect(returned.cores).toEqual([30, null, 30]);
  expect(returned.total).toBe(30);
});

test('after a restart the next reading has no shares', async () => {
  const { write, environment } = machine('empty');
  write('proc/stat', line('cpu ', ...quiet));
  const cpu = await offered(openCpu, environment);
  await cpu.at(0);
  cpu.reader.restart?.();
  write('proc/stat', line('cpu ', ...later(10, 0, 0, 10)));
  expect((await cpu.at(1000)).total).toBeNull();
  write('proc/stat', line('cpu ', ...later(20, 0, 0, 20)));
  expect((await cpu.at(2000)).total).toBe(50);
});

test('an old kernel with fewer columns is read as far as it goes', async () => {
  const cut = (columns: number[]) => columns.slice(0, 7);
  const value = await between(line('cpu ', ...cut(quiet)), line('cpu ', ...cut(later(10, 0, 0, 90))));
  expect(value).toMatchObject({ total: 10, steal: 0 });
});

test('without the file the metric is unsupported, with the reason', async () => {
  expect(await refused(openCpu, machine('empty').environment)).toMatch(/proc\/stat/u);
});
