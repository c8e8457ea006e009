import { closeSync, existsSync, openSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { precompressPage } from './precompress.ts';
import { inProject, isMain, say } from './project.ts';
import { runProgram, type Ended } from './run-program.ts';

/** Everything the output is made of. */
const sources = [
  'src-main',
  'src-renderer',
  'src-shared',
  'build/first-script.ts',
  'build/main-bundle.ts',
  'build/page-script.ts',
  'build/precompress.ts',
  'build/still-icons.ts',
  'electron.vite.config.ts',
  'svelte.config.js',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
];
const stamp = inProject('out', '.built');

/** True where the output is missing, or older than any source; folders count too, so that a removed file is noticed. */
export function isStale(): boolean {
  if (!existsSync(stamp)) return true;
  const builtMs = statSync(stamp).mtimeMs;
  return sources.some((source) => newestMs(inProject(source)) > builtMs);
}

/**
 * Bundles main, headless server and page into out/, with the build's own words on stderr.
 * The code is 0 when the output is complete.
 */
async function build(words: 'all' | 'errors'): Promise<Ended> {
  const startedAt = new Date();
  rmSync(stamp, { force: true });
  const ended = await runProgram(process.execPath, [
    inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
    'build',
    '--logLevel',
    words === 'all' ? 'info' : 'error',
  ]);
  if (ended.code !== 0) return ended;
  precompressPage();
  closeSync(openSync(stamp, 'w'));
  // A source that changed during the build is newer than its start.
  utimesSync(stamp, startedAt, startedAt);
  return ended;
}

/** Builds where {@link isStale}; ends the process where that fails. */
export async function buildIfStale(): Promise<void> {
  if (!isStale()) return;
  say('Building Lanpulse, which takes a few seconds ...');
  const { code, passedOn } = await build('errors');
  if (code === 0) return;
  if (passedOn !== null) process.exit(0);
  say('The build failed; its messages stand above.');
  process.exit(1);
}

function newestMs(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(`${path}/${name}`)), stats.mtimeMs);
}

if (isMain(import.meta.filename)) process.exitCode = (await build('all')).code;
