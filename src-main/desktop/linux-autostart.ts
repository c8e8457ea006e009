import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Fault } from '../../src-shared/fault.ts';
import { writeAtomically } from '../write-atomically.ts';
import { autostartEntry, execLine } from './autostart-entry.ts';
import { ownImage } from './own-image.ts';

/**
 * Start at login by a file in the autostart folder.
 * @param args what the program is started with there
 */
export function linuxAutostart(env: NodeJS.ProcessEnv, args: readonly string[]) {
  const { XDG_CONFIG_HOME: config = '' } = env;
  // The standard says that a relative path is to be ignored.
  const folder = config.startsWith('/') ? config : join(homedir(), '.config');
  const file = join(folder, 'autostart', 'lanpulse.desktop');
  // An AppImage is unpacked to another place at each start.
  const program = ownImage(env) ?? process.execPath;
  return {
    async set(on: boolean): Promise<void> {
      try {
        await mkdir(dirname(file), { recursive: true });
        if (on) await writeAtomically(file, autostartEntry([program, ...args]));
        else await rm(file, { force: true });
      } catch (cause) {
        throw new Fault('not_saved', `Start at login could not be changed: ${file} cannot be written.`, { cause });
      }
    },
    moved(to: string): void {
      if (!existsSync(file)) return;
      const lines = readFileSync(file, 'utf8').split('\n');
      const ours = execLine([program, ...args]);
      // What another data directory wants is left alone, and so is what else somebody wrote there.
      if (!lines.includes(ours)) return;
      const anew = execLine([to, ...args]);
      writeFileSync(file, lines.map((line) => (line === ours ? anew : line)).join('\n'));
    },
  };
}
