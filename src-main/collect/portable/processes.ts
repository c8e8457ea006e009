import { cpus } from 'node:os';
import type { ProcessesValue, ProcessRow } from '../../../src-shared/metrics/processes.ts';
import { topRows } from '../../../src-shared/metrics/top-rows.ts';
import { portableCommands } from './portable-commands.ts';
import type { Reader } from '../reader.ts';
import { round, roundOrNull } from '../round.ts';
import { knownNumber } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

/** macOS and Windows by systeminformation. Its CPU share on Windows is one of all cores, on macOS one of a single core. */
export async function openPortableProcesses(
  platform: NodeJS.Platform,
  mayReadCommands: () => boolean,
): Promise<Reader<'processes'>> {
  const { si, release } = await borrowSystemInformation(platform);
  const scale = platform === 'win32' ? Math.max(1, cpus().length) : 1;
  const commands = portableCommands(platform);

  return {
    read: async () => {
      const { all, running, list } = await si.processes();
      const top = list.map((one): ProcessRow => {
        const cpu = knownNumber(one.cpu);
        const kibibytes = knownNumber(one.memRss);
        return {
          pid: one.pid,
          name: one.name,
          user: one.user,
          cpu: cpu === null ? null : round(cpu * scale, 1),
          memory: kibibytes === null ? null : kibibytes * 1024,
        };
      });
      if (mayReadCommands()) {
        commands.take(top, list);
        commands.complete(topRows(top));
      }
      return { count: roundOrNull(all), running: platform === 'win32' ? null : roundOrNull(running), top };
    },
    complete: ({ top }: Pick<ProcessesValue, 'top'>) => {
      if (mayReadCommands()) commands.complete(top);
      // Also of rows that wait to be replayed: what was read before is told no more.
      else for (const row of top) delete row.command;
    },
    close: release,
  };
}
