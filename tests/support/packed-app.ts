import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { electronArguments } from '../../build/electron-binary.ts';
import { inProject, projectRoot } from '../../build/project.ts';
import { runProgram } from '../../build/run-program.ts';
import { problemsOf } from './browser.ts';
import { startProgram } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { markWelcomed } from './welcomed.ts';
import type { OpenedWindow } from './window-contract.ts';

/** The desktop app as people unpack it. */
export interface PackedApp {
  /** Its program. */
  readonly executable: string;
  /** The desktop entry that its installers carry. */
  readonly desktopEntry: string;
  remove(): Promise<void>;
}

/**
 * Packs the app as `npm run package` does, with the Electron of tests, and unpacks the archive. Takes a minute or more.
 * @param display where it is started once while it is packed
 */
export async function packApp(display: string): Promise<PackedApp> {
  // What an earlier version left there would be taken for this one.
  await rm(inProject('dist'), { recursive: true, force: true });
  await pack(['dir', 'tar.gz'], { ...process.env, DISPLAY: display });
  const made = await readdir(inProject('dist'));
  const archive = made.find((name) => name.endsWith('.tar.gz'));
  if (archive === undefined) throw new Error('There is no archive in dist.');
  const folder = await mkdtemp(join(tmpdir(), 'lanpulse-packed-'));
  const untarred = await runProgram('tar', ['-xzf', inProject('dist', archive), '-C', folder, '--strip-components=1']);
  if (untarred.code !== 0) throw new Error(`tar could not unpack ${archive}.`);
  return {
    executable: join(folder, 'lanpulse'),
    desktopEntry: inProject('dist', 'lanpulse.desktop'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Packs a deb and the folder that is unpacked, with a feed. What the deb would hold is only looked at, by a stand-in for the
 * program that electron-builder fetches to make one.
 * @returns the resources of the folder, and the word that the deb has of how it was installed
 */
export async function packWithFeed(feedUrl: string): Promise<{ readonly resources: string; readonly deb: string }> {
  const folder = temporaryFolder();
  const standIn = join(folder, 'fpm');
  const word = join(folder, 'package-type');
  const unpacked = inProject('dist', 'linux-unpacked', 'resources');
  const made = 'while [ "$1" != --package ]; do shift; done; : > "$2"';
  await writeFile(standIn, `#!/bin/sh\ncp '${join(unpacked, 'package-type')}' '${word}' && ${made}\n`, { mode: 0o755 });
  await pack(['dir', 'deb'], {
    ...process.env,
    // Without a display it is not started.
    DISPLAY: '',
    WAYLAND_DISPLAY: '',
    CUSTOM_FPM_PATH: standIn,
    LANPULSE_UPDATE_FEED: feedUrl,
    LANPULSE_HOMEPAGE: 'https://lanpulse.example',
    LANPULSE_MAINTAINER: 'Ada <ada@lanpulse.example>',
  });
  return { resources: unpacked, deb: await readFile(word, 'utf8') };
}

async function pack(targets: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const script = inProject('build', 'package.ts');
  const args = ['--import', 'tsx', script, '--test-runtime', ...targets];
  const { code } = await runProgram(process.execPath, args, { stdout: 'nowhere', env });
  if (code !== 0) throw new Error('The app could not be packed; the words of electron-builder stand above.');
}

/** Starts it on a display and takes its window by the DevTools port; it ends with the test. */
export async function openPacked(
  { executable }: PackedApp,
  display: string,
  settings: Readonly<Record<string, string>>,
): Promise<OpenedWindow & { readonly dataDir: string; readonly exited: Promise<unknown> }> {
  const dataDir = settings.LANPULSE_DATA_DIR ?? temporaryFolder();
  markWelcomed(dataDir);
  const child = spawn(executable, [...electronArguments(), '--disable-gpu', '--remote-debugging-port=0'], {
    cwd: projectRoot,
    env: { ...process.env, LANPULSE_PORT: '0', ...settings, LANPULSE_DATA_DIR: dataDir, DISPLAY: display },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      words += part;
      const found = /DevTools listening on (ws:\S+)/u.exec(words)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`The packed app ended with ${String(code)}: ${words}`));
    });
  });
  const browser = await chromium.connectOverCDP(address);
  onTestFinished(async () => {
    await browser.close();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
  });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('The packed app has no session.');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  const problems = problemsOf(page);
  await page.waitForSelector('[data-connection="live"]');
  return { page, problems, dataDir, exited };
}

/** Starts it with some arguments and environment, to its end. */
export function runPacked(
  { executable }: PackedApp,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ReturnType<typeof startProgram> {
  return startProgram(executable, [...electronArguments(), '--disable-gpu', ...args], env);
}
