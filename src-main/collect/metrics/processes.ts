import { join } from 'node:path';
import { kernelFile } from '../linux/kernel-file.ts';
import { canRead } from '../linux/probe.ts';
import { processTable } from '../linux/process-table.ts';
import { userNames } from '../linux/user-names.ts';
import { openPortableProcesses } from '../portable/processes.ts';
import type { OpenReader } from '../reader.ts';

/** Linux: `/proc/PID/stat` of every process; elsewhere systeminformation. Rows that did not change are reused. */
export const openProcesses: OpenReader<'processes'> = (environment) => {
  const { platform, procRoot, passwdFile } = environment;
  const mayReadCommands = () => environment.commands;
  if (platform !== 'linux') return openPortableProcesses(platform, mayReadCommands);
  const uptime = kernelFile(join(procRoot, 'uptime'), { bytes: 128 });
  const offered = canRead(uptime);
  uptime.close();
  if (offered) return processTable(procRoot, userNames(passwdFile), mayReadCommands);
  return { unsupported: `No process table of the kernel is mounted at ${procRoot}.` };
};
