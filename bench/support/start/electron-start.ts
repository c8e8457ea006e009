import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findElectron } from '../../../build/electron-binary.ts';
import { projectRoot } from '../../../build/project.ts';
import { shipCode } from '../../../build/shipped-code.ts';
import { freePort } from '../../../tests/support/free-port.ts';
import { markWelcomed } from '../../../tests/support/welcomed.ts';
import { firstPage, startDesktop, stopProgram } from '../desktop-program.ts';
import type { Box, Screen } from '../screen.ts';
import { copyRuntime } from './runtime-copy.ts';

/** Two apps in the same Electron, and what of them is waited for. */
export interface Apps {
  /** The product with a new data directory, ms until its chart shows the newest sample. */
  ownMs(): Promise<number>;
  /** The same in a data directory, and on a port, that it was started with before: V8 and Chromium have kept of it what they keep. */
  ownAgainMs(): Promise<number>;
  /** A window with an empty page, ms until the page is shown. */
  emptyMs(): Promise<number>;
  /** The same where it was started before. */
  emptyAgainMs(): Promise<number>;
}

/** Distance of the newest point from the right end of the canvas, and the half of its dot that is surely coloured, px. */
const gutterPx = 44;
const dotPx = 2;
/** Time between two looks at the screen, ms. */
const lookMs = 2;
/** What is not shown by then is not shown at all, ms. */
const longestMs = 60_000;
/** Time that Chromium has to write what it keeps, ms. */
const writtenMs = 6_000;
const window = { width: 1280, height: 860 };

interface Target {
  readonly box: Box;
  readonly colour: number;
}

/** Prepares both in a folder; the product is started once, to learn where its chart will be. */
export async function prepareApps(folder: string, screen: Screen): Promise<Apps> {
  const executable = await findElectron('test');
  if (executable === null) throw new Error('There is no Electron for this platform.');
  const own = copyRuntime(executable, join(folder, 'own'), projectRoot);
  // As packages have it.
  await shipCode(own, join(folder, 'own', 'resources'), { ...process.env, DISPLAY: screen.name });
  let starts = 0;
  const newFolder = () => {
    starts += 1;
    return join(folder, `data-${String(starts)}`);
  };
  const startOwn = (dataDir: string, port: string, more: readonly string[] = []) => {
    markWelcomed(dataDir);
    return startDesktop(own, screen.name, { LANPULSE_DATA_DIR: dataDir, LANPULSE_PORT: port }, more);
  };
  const target = await findChart(startOwn(newFolder(), '0', ['--remote-debugging-port=0']));
  const empty = copyRuntime(executable, join(folder, 'empty'), makeEmptyApp(join(folder, 'app'), target.colour));
  const startEmpty = (userData: string) => startDesktop(empty, screen.name, {}, [`--user-data-dir=${userData}`]);
  const [used, usedEmpty, port] = [newFolder(), newFolder(), await freePort()];
  // Chromium keeps what V8 has made of a script that is loaded for the second time.
  const written = () => sleep(writtenMs);
  for (let times = 0; times < 3; times += 1) await shown(() => startOwn(used, port), screen, target, written);
  await shown(() => startEmpty(usedEmpty), screen, target, written);
  return {
    ownMs: () => shown(() => startOwn(newFolder(), '0'), screen, target),
    ownAgainMs: () => shown(() => startOwn(used, port), screen, target),
    emptyMs: () => shown(() => startEmpty(newFolder()), screen, target),
    emptyAgainMs: () => shown(() => startEmpty(usedEmpty), screen, target),
  };
}

/** Starts an app, and looks at the screen until it shows what is waited for; then it is ended. */
async function shown(
  begin: () => ChildProcess,
  screen: Screen,
  { box, colour }: Target,
  beforeEnd: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number> {
  const before = performance.now();
  const child = begin();
  child.stderr?.resume();
  try {
    while (!screen.has(colour, box)) {
      if (performance.now() - before > longestMs) throw new Error('The window was not shown.');
      await sleep(lookMs);
    }
    const tookMs = performance.now() - before;
    await beforeEnd();
    return tookMs;
  } finally {
    await stopProgram(child);
  }
}

/** Where on the screen the product draws the newest point of its first chart, and in which colour. */
async function findChart(child: ChildProcess): Promise<Target> {
  try {
    const page = await firstPage(child);
    const canvas = page.locator('[data-metric="cpu"] canvas').first();
    await canvas.waitFor();
    const place = await canvas.boundingBox();
    if (place === null) throw new Error('The chart has no place.');
    const { left, top, colour } = await page.evaluate(() => ({
      left: globalThis.screenX,
      top: globalThis.screenY + globalThis.outerHeight - globalThis.innerHeight,
      colour: getComputedStyle(document.documentElement).getPropertyValue('--s-blue').trim(),
    }));
    await page.context().browser()?.close();
    const newest = left + place.x + place.width - gutterPx;
    return {
      box: {
        left: Math.round(newest) - dotPx,
        top: Math.round(top + place.y),
        width: 2 * dotPx,
        height: Math.round(place.height),
      },
      colour: Number.parseInt(colour.slice(1), 16),
    };
  } finally {
    await stopProgram(child);
  }
}

/** An app whose only page has nothing but a colour. */
function makeEmptyApp(folder: string, colour: number): string {
  mkdirSync(folder);
  const size = `width: ${String(window.width)}, height: ${String(window.height)}`;
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "main": "main.cjs" }\n');
  writeFileSync(
    join(folder, 'main.cjs'),
    [
      "const { app, BrowserWindow } = require('electron');",
      'app.whenReady().then(() => {',
      `  const window = new BrowserWindow({ ${size}, autoHideMenuBar: true, webPreferences: { sandbox: true } });`,
      "  void window.loadFile('index.html');",
      '});',
      '',
    ].join('\n'),
  );
  const hex = colour.toString(16).padStart(6, '0');
  writeFileSync(join(folder, 'index.html'), `<!doctype html><title>Empty</title><body style="background:#${hex}">\n`);
  return folder;
}
