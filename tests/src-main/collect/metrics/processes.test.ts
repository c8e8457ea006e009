import { describe, expect, test } from 'vitest';
import type { ProcessesValue } from '../../../../src-shared/metrics/processes.ts';
import { openProcesses } from '../../../../src-main/collect/metrics/processes.ts';
import { type Machine, machine, offered, refused } from '../../../support/machine.ts';

const row = (value: ProcessesValue, pid: number) => value.top.find((one) => one.pid === pid);

/** Adds clock ticks of user time to a process of the workstation, where 300 has 500 and 301 has 9000. */
function work(one: Machine, pid: number, from: number, to: number): void {
  one.edit(`proc/${String(pid)}/stat`, ` 0 0 0 ${String(from)} `, ` 0 0 0 ${String(to)} `);
}

const opened = async () => {
  const one = machine('workstation');
  return { one, processes: await offered(openProcesses, one.environment) };
};

describe('the process table', () => {
  test('holds every process with its name, user and memory', async () => {
    const { processes } = await opened();
    const value = await processes.at(0);
    expect(value).toMatchObject({ count: 5, running: 1 });
    expect(row(value, 300)).toEqual({
      pid: 300,
      name: 'a) R (b',
      user: 'ana',
      cpu: null,
      memory: 2560 * 4096,
      command: '/opt/a) R (b --token ••••',
    });
    expect(row(value, 301)).toMatchObject({ name: 'Web Content', user: 'ana' });
    expect(row(value, 1)).toMatchObject({ name: 'systemd', user: 'root' });
    expect(row(value, 302)).toMatchObject({ user: '4321', memory: 0 });
  });

  test('tells the CPU share of one core since the last reading', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    work(one, 300, 500, 750);
    const value = await processes.at(2000);
    expect(row(value, 300)?.cpu).toBe(125);
    expect(row(value, 301)?.cpu).toBe(0);
  });

  test('keeps the very row of a process that did not change', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    const first = await processes.at(1000);
    work(one, 300, 500, 501);
    const second = await processes.at(2000);
    expect(row(second, 301)).toBe(row(first, 301));
    expect(row(second, 300)).not.toBe(row(first, 300));
    expect(row(first, 300)?.cpu).toBe(0);
    expect(row(second, 300)?.cpu).toBe(1);
  });

  test('counts a process that started since the last reading from its start', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    one.write(
      'proc/400/stat',
      one
        .text('proc/300/stat')
        .replace('300 (a) R (b)', '400 (new)')
        .replace(' 20000 ', ' 500050 ')
        .replace(' 500 100 ', ' 20 5 '),
    );
    one.write('proc/uptime', '5001.00 39000.00\n');
    const value = await processes.at(1000);
    expect(row(value, 400)).toMatchObject({ name: 'new', cpu: 25 });
  });

  test('does not guess for a process that is older but was not seen', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    one.write('proc/400/stat', one.text('proc/300/stat').replace('300 (a) R (b)', '400 (hidden)'));
    expect(row(await processes.at(1000), 400)).toMatchObject({ name: 'hidden', cpu: null, user: '' });
  });

  test('takes a pid that was used again for another process', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    one.edit('proc/300/stat', ' 20000 ', ' 500100 ');
    one.edit('proc/300/stat', '(a) R (b)', '(other)');
    one.edit('proc/300/status', /Uid:.*/u, 'Uid:\t0\t0\t0\t0');
    work(one, 300, 500, 2);
    one.edit('proc/300/stat', ' 2 100 ', ' 2 1 ');
    expect(row(await processes.at(1000), 300)).toMatchObject({ name: 'other', user: 'root', cpu: 3 });
  });

  test('forgets a process that ended', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    one.remove('proc/301');
    const value = await processes.at(1000);
    expect(value.count).toBe(4);
    expect(row(value, 301)).toBeUndefined();
  });

  test('follows a process that becomes another program', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    one.edit('proc/300/stat', 'a) R (b', 'sudo');
    one.edit('proc/300/status', /Uid:.*/u, 'Uid:\t1000\t0\t0\t0');
    expect(row(await processes.at(1000), 300)).toMatchObject({ name: 'sudo', user: 'root' });
  });

  test('finds out within a minute that a daemon changed its user', async () => {
    const { one, processes } = await opened();
    one.edit('proc/1/status', /Uid:.*/u, 'Uid:\t0\t1\t1\t1');
    expect(row(await processes.at(0), 1)?.user).toBe('daemon');
    one.edit('proc/1/status', /Uid:.*/u, 'Uid:\t0\t0\t0\t0');
    let last = await processes.at(1000);
    for (let second = 2; second < 60; second += 1) last = await processes.at(second * 1000);
    expect(row(last, 1)?.user).toBe('root');
  });

  test('has no shares in the reading after a restart', async () => {
    const { processes } = await opened();
    await processes.at(0);
    processes.reader.restart?.();
    expect(row(await processes.at(1000), 300)?.cpu).toBeNull();
    expect(row(await processes.at(2000), 300)?.cpu).toBe(0);
  });

  test('shows the ids themselves where no file names them', async () => {
    const one = machine('workstation');
    one.remove('passwd');
    const processes = await offered(openProcesses, one.environment);
    expect(row(await processes.at(0), 300)?.user).toBe('1000');
    one.write('passwd', 'eve:x:1000:1000::/:/bin/sh\n');
    let last = await processes.at(1000);
    for (let second = 2; second < 60; second += 1) last = await processes.at(second * 1000);
    expect(row(last, 300)?.user).toBe('eve');
  });

  test('is unsupported without a proc file system', async () => {
    expect(await refused(openProcesses, machine('empty').environment)).toMatch(/process table/u);
  });
});

describe('the command of a process', () => {
  const command = (value: ProcessesValue, pid: number) => row(value, pid)?.command;

  /** A hundred more processes of the same name, from 1000 on, that use no CPU and ever less memory. */
  function crowd(one: Machine): void {
    for (let pid = 1000; pid < 1100; pid += 1) {
      const stat = one.text('proc/300/stat').replace('300 (a) R (b)', `${String(pid)} (worker)`);
      one.write(`proc/${String(pid)}/stat`, stat.replace(' 2560 ', ` ${String(2400 - pid)} `));
      one.write(`proc/${String(pid)}/cmdline`, `/usr/bin/worker\0--number\0${String(pid)}\0`);
    }
  }

  test('is its command line, without secrets; threads of the kernel have none', async () => {
    const { processes } = await opened();
    const value = await processes.at(0);
    expect(command(value, 1)).toBe('/sbin/init splash');
    expect(command(value, 300)).toBe('/opt/a) R (b --token ••••');
    expect(value.top.find(({ pid }) => pid === 2)).not.toHaveProperty('command');
    expect(value.top.find(({ pid }) => pid === 302)).not.toHaveProperty('command');
  });

  test('is left out where it may not be read, and everywhere when nobody wants commands', async () => {
    const one = machine('workstation');
    one.remove('proc/300/cmdline');
    const processes = await offered(openProcesses, one.environment);
    expect(row(await processes.at(0), 300)).not.toHaveProperty('command');
    const without = await offered(openProcesses, { ...one.environment, commands: false });
    const value = await without.at(0);
    without.reader.complete?.(value);
    expect(value.top.some((each) => 'command' in each)).toBe(false);
  });

  test('is read for the rows that everybody gets, and for others when somebody gets them', async () => {
    const { one, processes } = await opened();
    crowd(one);
    const value = await processes.at(0);
    expect(value.top.filter((each) => 'command' in each).length).toBeLessThanOrEqual(20);
    expect(row(value, 1099)).not.toHaveProperty('command');
    processes.reader.complete?.({ ...value, top: value.top.filter(({ pid }) => pid === 1099) });
    expect(command(value, 1099)).toBe('/usr/bin/worker --number 1099');
    expect(row(value, 1098)).not.toHaveProperty('command');
    expect(command(await processes.at(1000), 1099)).toBe('/usr/bin/worker --number 1099');
  });

  test('is read no more, and taken out of rows of before, as soon as nobody wants commands', async () => {
    const one = machine('workstation');
    crowd(one);
    let commands = true;
    const environment = {
      ...one.environment,
      get commands() {
        return commands;
      },
    };
    const processes = await offered(openProcesses, environment);
    const value = await processes.at(0);
    commands = false;
    expect(command(value, 1)).toBe('/sbin/init splash');
    processes.reader.complete?.(value);
    expect(value.top.some((each) => 'command' in each)).toBe(false);
    expect((await processes.at(1000)).top.some((each) => 'command' in each)).toBe(false);
    commands = true;
    const again = await processes.at(2000);
    expect(command(again, 1)).toBe('/sbin/init splash');
    // Off and on between two readings.
    commands = false;
    processes.reader.complete?.(again);
    commands = true;
    processes.reader.complete?.(again);
    expect(command(again, 1)).toBe('/sbin/init splash');
  });

  test('is not read for a row of an earlier reading, whose process may be another one by now', async () => {
    const { one, processes } = await opened();
    crowd(one);
    const first = await processes.at(0);
    await processes.at(1000);
    work(one, 1099, 500, 501);
    await processes.at(2000);
    processes.reader.complete?.(first);
    expect(row(first, 1099)).not.toHaveProperty('command');
  });

  test('costs nothing while the process goes on, and is read again within a minute', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    one.write('proc/300/cmdline', 'a new title\0');
    let last = await processes.at(1000);
    expect(command(last, 300)).toBe('/opt/a) R (b --token ••••');
    for (let second = 2; second < 60; second += 1) last = await processes.at(second * 1000);
    expect(command(last, 300)).toBe('a new title');
  });

  test('changes with the program, and soon after the start also without a new name', async () => {
    const { one, processes } = await opened();
    await processes.at(0);
    one.edit('proc/300/stat', 'a) R (b', 'sudo');
    one.write('proc/300/cmdline', 'sudo\0-i\0');
    one.write('proc/400/stat', one.text('proc/301/stat').replace('301 (Web Content)', '400 (bash)'));
    one.write('proc/400/cmdline', 'bash\0');
    const forked = await processes.at(1000);
    expect([command(forked, 300), command(forked, 400)]).toEqual(['sudo -i', 'bash']);
    one.write('proc/400/cmdline', '/bin/bash\0backup.sh\0');
    expect(command(await processes.at(2000), 400)).toBe('/bin/bash backup.sh');
  });
});

describe.runIf(process.platform === 'linux')('on this machine', () => {
  test('the own process is there, with a CPU share near what Node tells', async () => {
    const { environment } = machine('empty');
    const processes = await offered(openProcesses, { ...environment, procRoot: '/proc', passwdFile: '/etc/passwd' });
    const start = performance.now();
    const before = process.cpuUsage();
    await processes.at(start);
    while (performance.now() - start < 400);
    const end = performance.now();
    const own = row(await processes.at(end), process.pid);
    const used = process.cpuUsage(before);
    expect(own?.memory).toBeGreaterThan(20e6);
    expect(Math.abs((own?.cpu ?? 0) - (used.user + used.system) / 10 / (end - start))).toBeLessThan(15);
  });
});
