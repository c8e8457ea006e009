import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../out/main/headless.cjs', import.meta.url));

/** How a test starts the built server. */
export interface ServerOptions {
  /** Options after `serve`. `--port 0` and a fresh `--data-dir` come before them. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it keeps its data; not removed. Default: a fresh folder that ends with it. */
  readonly dataDir?: string;
  /** Program and arguments that run the server, such as `ip netns exec NAME`. */
  readonly wrap?: readonly string[];
}

/** The real server in a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Where it keeps its data. */
  readonly dataDir: string;
  readonly child: ChildProcess;
  /** What it wrote to stderr so far. */
  stderr(): string;
  /** Ends it and waits; resolves with its exit code, `null` after a signal that it did not handle. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the built server and waits for its ready line. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'lanpulse-')));
  const command = [...(options.wrap ?? []), process.execPath, entry, 'serve', '--port', '0', '--data-dir', dataDir];
  const [program = process.execPath, ...args] = [...command, ...(options.args ?? [])];
  const child = spawn(program, args, { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve(line.replace(/^Lanpulse listening on /u, ''));
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`The server ended with ${String(code)} before it was ready: ${errors}`));
    });
  });
  return {
    url,
    port: Number(new URL(url).port),
    dataDir,
    child,
    stderr: () => errors,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}
