import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../build/project.ts';
import type { Bench, Figure } from './support/bench.ts';
import { firstLine } from './support/first-line.ts';
import { median } from './support/interleave.ts';
import { startScreen } from './support/screen.ts';
import { prepareApps } from './support/start/electron-start.ts';
import { openFolder } from './support/folder.ts';
import { quietDisk } from './support/quiet-disk.ts';
import { plainEnvironment } from './support/plain-environment.ts';

/**
 * How long one waits for it. Headless: from the start of the process to its line on stdout, beside a Node that says so when
 * an HTTP server with no answer listens; in an empty data directory, and in one that it was started in before. The window:
 * from the start of Electron until the screen shows the newest sample at the end of the CPU chart, beside the same Electron
 * with a window of the same size, a page of one colour and no other code. What is shown is read from the memory of an X
 * server (Xvfb), so nothing of either is watched from within, and the drawing of the window counts too. Both are measured in a
 * new data directory, and in one of their own that they were started in before, as headless is. Each start is that
 * of a new process; the files that it reads are in the cache of the disk, which has forgotten what was deleted before. The
 * entries are those of the built tree, not npm, and beside the window's lies what packages for Linux bring for their first
 * start (build/shipped-code.ts).
 */
export const start: Bench = { name: 'start', run: measure };

const rounds = Number(process.env.LANPULSE_BENCH_ROUNDS ?? 9);

const emptyServer =
  "require('node:http').createServer((req, res) => res.end()).listen(0, '127.0.0.1', () => console.log('listening'))";

async function measure(tell: (progress: string) => void): Promise<readonly Figure[]> {
  const { path: folder, remove } = openFolder();
  const screen = await startScreen();
  try {
    const apps = await prepareApps(folder, screen);
    await quietDisk(folder, tell);
    const used = join(folder, 'used');
    let fresh = 0;
    const serve = (dataDir: string) => {
      mkdirSync(dataDir, { recursive: true });
      return lineMs([inProject('out', 'main', 'headless.cjs'), 'serve', '--port', '0', '--data-dir', dataDir]);
    };
    const ways = {
      'empty server': () => lineMs(['--eval', emptyServer]),
      headless: () => {
        fresh += 1;
        return serve(join(folder, `fresh-${String(fresh)}`));
      },
      'headless again': () => serve(used),
      'empty window': () => apps.emptyMs(),
      window: () => apps.ownMs(),
      'empty window again': () => apps.emptyAgainMs(),
      'window again': () => apps.ownAgainMs(),
    };
    const times = new Map<string, number[]>();
    // The first round is left out: what it reads is not in the cache of the disk yet.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, way] of Object.entries(ways)) {
        if (round > 0) tell(`round ${String(round)} of ${String(rounds)}: ${name}`);
        const tookMs = await way();
        if (round > 0) times.set(name, [...(times.get(name) ?? []), tookMs]);
      }
    }
    return figuresOf((name) => median(times.get(name) ?? []));
  } finally {
    await screen.stop();
    remove();
  }
}

/** Time from the start of a Node to its first line, ms. */
async function lineMs(args: readonly string[]): Promise<number> {
  const before = performance.now();
  const child = spawn(process.execPath, args, { env: plainEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await firstLine(child);
  const tookMs = performance.now() - before;
  child.kill('SIGTERM');
  await ended;
  return tookMs;
}

function figuresOf(of: (name: string) => number): readonly Figure[] {
  const against = (what: string, name: string, peer: string, moreMs: number): Figure => ({
    what,
    value: of(name),
    unit: 'ms',
    goal: { atMost: 1.5 * of(peer) + moreMs },
    peer: { what: peer, value: of(peer) },
  });
  return [
    against('headless, ready, in a new data directory', 'headless', 'empty server', 250),
    against('headless, ready, in one used before', 'headless again', 'empty server', 250),
    against('window, first live chart, in a new data directory', 'window', 'empty window', 150),
    against('window, first live chart, in one used before', 'window again', 'empty window again', 150),
  ];
}
