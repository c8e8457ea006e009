import { cpus } from 'node:os';
import type { ProcessRow } from '../../../src-shared/metrics/processes.ts';
import type { Reader } from '../reader.ts';
import { round, roundOrNull } from '../round.ts';
import { knownNumber } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

/** macOS and Windows by systeminformation. Its CPU share on Windows is one of all cores, on macOS one of a single core. */
export async function openPortableProcesses(platform: NodeJS.Platform): Promise<Reader<'processes'>> {
  const { si, release } = await borrowSystemInformation(platform);
  const scale = platform === 'win32' ? Math.max(1, cpus().length) : 1;
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
      return { count: roundOrNull(all), running: platform === 'win32' ? null : roundOrNull(running), top };
    },
    close: release,
  };
}
