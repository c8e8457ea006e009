import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeText } from '../../src-shared/units.ts';
import { readHost } from '../collect/host.ts';
import type { Config } from '../config/config.ts';
import { readHolder } from '../history/holder.ts';
import { isDataDirHeld } from '../history/is-held.ts';
import { version } from '../version.ts';
import { examineMetrics, type Finding } from './examine-metrics.ts';
import { rows } from './rows.ts';

/** What is told of a machine, and whether all that it offers works. */
export interface Examination {
  readonly text: string;
  readonly isWell: boolean;
}

/** Below this much room the history soon stops, bytes. */
const littleRoom = 64 * 1024 ** 2;

/**
 * Reads every metric of this machine once and looks at the data directory; starts no server and writes nothing.
 * What the machine lacks is no fault of it: it is not well where something that it offers cannot be read, or data not be kept.
 */
export async function examine(config: Pick<Config, 'dataDir' | 'commands'>): Promise<Examination> {
  const [host, metrics] = await Promise.all([readHost(), examineMetrics(config.commands)]);
  const folder = examineFolder(config.dataDir);
  const lines = [
    `Lanpulse ${version} on ${host.name}: ${host.os}, ${host.kernel}, Node ${process.versions.node}`,
    '',
    'Metrics',
    ...lined(metrics),
    '',
    'Server',
    ...lined([running(config.dataDir), folder]),
    '',
  ];
  return { text: lines.join('\n'), isWell: ![...metrics, folder].some(({ state }) => state === 'fails') };
}

function lined(findings: readonly Finding[]): readonly string[] {
  return rows(
    findings.map(({ state, what, detail }) => [state.padEnd(5), detail === '' ? what : `${what}: ${detail}`]),
  );
}

function running(dataDir: string): Finding {
  if (!isDataDirHeld(dataDir)) return { state: 'none', what: 'Running', detail: 'start one with: lanpulse serve' };
  return { state: 'ok', what: 'Running', detail: readHolder(dataDir)?.url ?? "another user's, or just starting" };
}

function examineFolder(dataDir: string): Finding {
  const what = 'Data directory';
  const nearest = nearestExisting(dataDir);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(nearest);
    const free = bavail * bsize;
    if (free >= littleRoom) return { state: 'ok', what, detail: `${dataDir}, ${writeText(free, 'bytes')} free` };
    return { state: 'fails', what, detail: `${dataDir} has only ${writeText(free, 'bytes')} free; make room` };
  } catch {
    return { state: 'fails', what, detail: `${dataDir} cannot be written; choose another with --data-dir` };
  }
}

/** The folder itself, or the one in which it would be made. */
function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
