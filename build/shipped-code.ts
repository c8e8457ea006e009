import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { electronArguments } from './electron-binary.ts';

/** Time for an app to start and to keep what it keeps, on a slow machine, ms. */
const longestMs = 60_000;
const lookMs = 100;
/** Time for it to end, ms. */
const endMs = 10_000;

/**
 * Starts the desktop app once, and lays what V8 has made of its scripts beside it, so that whoever installs it begins with that
 * (src-main/desktop/kept-code.ts). It counts for the same Electron on the same kind of processor; on Linux only.
 * @param executable an Electron that finds the app where a packed one lies
 * @param resources its folder of that name
 * @param env with a display
 * @throws Error where the app does not start, or keeps nothing
 */
export async function shipCode(executable: string, resources: string, env: NodeJS.ProcessEnv): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-code-'));
  try {
    const kept = join(dataDir, 'window', 'code');
    await startOnce(executable, { ...withoutSettings(env), LANPULSE_DATA_DIR: dataDir, LANPULSE_PORT: '0' }, kept);
    const shipped = join(resources, 'code');
    cpSync(kept, shipped, { recursive: true });
    // What one user keeps is for nobody else; what is shipped is for whoever runs the program.
    chmodSync(shipped, 0o755);
    for (const name of readdirSync(shipped)) chmodSync(join(shipped, name), 0o644);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What whoever packs has set for a Lanpulse or a Node of their own is not for this one, which asks for no updates either. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !/^(?:LANPULSE|NODE|ELECTRON)_/u.test(name));
  return { ...Object.fromEntries(others), LANPULSE_UPDATES: 'off' };
}

/** Has it keep its code, and ends it. */
async function startOnce(executable: string, env: NodeJS.ProcessEnv, kept: string): Promise<void> {
  const child = spawn(executable, [...electronArguments(), '--disable-gpu'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (words += part));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', ({ message }) => {
      words += message;
      resolve();
    });
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const tooLongMs = performance.now() + longestMs;
  while (!existsSync(kept) && !hasEnded() && performance.now() < tooLongMs) await sleep(lookMs);
  // All of it is written in one turn; the app ends in a later one.
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), endMs);
  await ended;
  clearTimeout(kill);
  if (!existsSync(kept)) throw new Error(`The app has kept nothing of its code: ${words}`);
}
