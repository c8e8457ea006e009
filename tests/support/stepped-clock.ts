import { writeFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** Runs in the server before it: its wall clock, and nothing else on this machine, is moved by what a file says. */
const preload = `
import { readFileSync } from 'node:fs';
const real = Date.now;
let byMs = 0;
Date.now = () => real() + byMs;
process.on('SIGUSR2', () => { byMs = Number(readFileSync(process.env.LANPULSE_TEST_CLOCK, 'utf8')); });
`;

/** A wall clock of one server that a test sets. */
export interface SteppedClock {
  /** For the server's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Moves it to `byMs` from the machine's own; the server follows as soon as it has a moment. */
  step(child: ChildProcess, byMs: number): void;
}

/** Makes one that keeps its file in a folder. */
export function steppedClock(folder: string): SteppedClock {
  const path = join(folder, 'clock');
  return {
    env: {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
      LANPULSE_TEST_CLOCK: path,
    },
    step(child, byMs) {
      writeFileSync(path, String(byMs));
      child.kill('SIGUSR2');
    },
  };
}
