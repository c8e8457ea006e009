import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { projectRoot } from '../../build/project.ts';

/** A program under test. */
export interface Program {
  readonly pid: number;
  /** All it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the first whole line on stdout; rejects where the program ends before. */
  readonly firstLine: Promise<string>;
  /** Resolves with the exit code, `null` after a signal that was not handled. */
  readonly ended: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

/** Starts a program in the project's folder; it is killed after the test if it still runs. */
export function startProgram(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  cwd = projectRoot,
): Program {
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const [line, ...rest] = stdout.split('\n');
      if (line !== undefined && rest.length > 0) resolve(line);
    });
    child.once('close', (code) => {
      reject(new Error(`${file} ended with ${String(code)} before its first line: ${stderr}`));
    });
  });
  // A test that only waits for the end has no use for the line.
  firstLine.catch(() => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    firstLine,
    ended,
    signal: (name) => {
      child.kill(name);
    },
  };
}
