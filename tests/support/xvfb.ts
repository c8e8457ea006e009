import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** An X server that draws into memory. */
export interface VirtualDisplay {
  /** Value for `DISPLAY`: `:7`. */
  readonly name: string;
  stop(): Promise<void>;
}

/** True where Xvfb is installed. */
export function hasXvfb(): boolean {
  return spawnSync('Xvfb', ['-help'], { stdio: 'ignore' }).error === undefined;
}

/**
 * Starts Xvfb on a display that is free, and waits until it answers.
 * @param more options of its own, such as a folder that it keeps the picture in
 * @throws Error with its own words where it ends first
 */
export async function startXvfb(width = 1440, height = 1000, more: readonly string[] = []): Promise<VirtualDisplay> {
  // It chooses the display itself and writes its number to descriptor 3 as soon as it takes clients.
  const server = spawn(
    'Xvfb',
    [
      '-displayfd',
      '3',
      '-screen',
      '0',
      `${String(width)}x${String(height)}x24`,
      '-nolisten',
      'tcp',
      '-noreset',
      ...more,
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  let words = '';
  server.stderr?.setEncoding('utf8').on('data', (part: string) => {
    words += part;
  });
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => {
      resolve();
    });
    server.once('error', (error) => {
      words += error.message;
      resolve();
    });
  });
  const number = await Promise.race([firstLine(server.stdio[3]), ended.then(() => null)]);
  if (number === null) throw new Error(`Xvfb did not start: ${words.trim()}`);
  return {
    name: `:${number}`,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

async function firstLine(pipe: unknown): Promise<string> {
  if (!isReadable(pipe)) throw new Error('Xvfb has no pipe for its display number.');
  let text = '';
  pipe.setEncoding('utf8');
  while (!text.includes('\n')) {
    const [part]: unknown[] = await once(pipe, 'data');
    text += String(part);
  }
  return text.trim();
}

function isReadable(pipe: unknown): pipe is Readable {
  return typeof pipe === 'object' && pipe !== null && 'setEncoding' in pipe;
}
