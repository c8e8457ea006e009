import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('./load-worker.ts', import.meta.url));

/** A process that loads the machine. */
export interface MachineLoad {
  readonly pid: number;
  /** Ends it; fulfils when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a process that loads the machine; fulfils once the load is there.
 * @param kind `core` keeps one core busy, `disk` writes and syncs the file `path`, `loopback` sends 10 MB a second over
 *   TCP, `memory` holds 256 MiB
 */
export async function loadMachine(kind: 'core' | 'disk' | 'loopback' | 'memory', path = ''): Promise<MachineLoad> {
  const child = spawn(process.execPath, ['--import', 'tsx', worker, kind, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => {
      reject(new Error(`the ${kind} load ended with ${String(code)}`));
    });
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('no pid');
  return {
    pid,
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
