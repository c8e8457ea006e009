import { spawn } from 'node:child_process';
import { projectRoot } from './project.ts';

/** How a program ended; `code` is 1 where it could not be started or was killed. */
export interface Ended {
  readonly code: number;
  /** The signal that this process passed on to it, if any. */
  readonly passedOn: NodeJS.Signals | null;
}

/** Settings of {@link runProgram}. */
export interface RunOptions {
  /** Where its stdout goes. Default `stderr`, so that our own stdout stays clean. */
  readonly stdout?: 'stdout' | 'stderr' | 'nowhere';
  /** Where its stderr goes. Default `stderr`. */
  readonly stderr?: 'stderr' | 'nowhere';
  readonly env?: NodeJS.ProcessEnv;
}

const passedOnSignals = ['SIGTERM', 'SIGINT'] as const;
const descriptors = { stdout: 1, stderr: 2, nowhere: 'ignore' } as const;

/** Runs a program in the project's folder until it ends, and passes SIGTERM and SIGINT on to it. */
export async function runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(file, args, {
    cwd: projectRoot,
    env: options.env ?? process.env,
    stdio: ['ignore', descriptors[options.stdout ?? 'stderr'], descriptors[options.stderr ?? 'stderr']],
  });
  let passedOn: NodeJS.Signals | null = null;
  const passOn = (signal: NodeJS.Signals): void => {
    passedOn = signal;
    child.kill(signal);
  };
  for (const signal of passedOnSignals) process.on(signal, passOn);
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => {
      resolve(1);
    });
    child.once('exit', (exitCode) => {
      resolve(exitCode ?? 1);
    });
  });
  for (const signal of passedOnSignals) process.off(signal, passOn);
  return { code, passedOn };
}
