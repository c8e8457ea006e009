import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findElectron } from '../../../build/electron-binary.ts';
import { projectRoot } from '../../../build/project.ts';
import { markWelcomed } from '../../../tests/support/welcomed.ts';
import { firstPage, startDesktop, stopProgram } from '../desktop-program.ts';
import type { Box, Screen } from '../screen.ts';
import { copyRuntime } from './runtime-copy.ts';

/** Two apps in the same Electron, and what of them is waited for. */
export interface Apps {
  /** The product with a new data directory, ms until its chart shows the newest sample. */
  ownMs(): Promise<number>;
  /** A window with an empty page, ms until the page is shown. */
  emptyMs(): Promise<number>;
}

/** Distance of the newest point from the right end of the canvas, and the half of its dot that is surely coloured, px. */
const gutterPx = 44;
const dotPx = 2;
/** Time between two looks at the screen, ms. */
const lookMs = 2;
/** What is not shown by then is not shown at all, ms. */
const longestMs = 60_000;
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
  let starts = 0;
  const startOwn = (more: readonly string[] = []) => {
    starts += 1;
    const dataDir = join(folder, `data-${String(starts)}`);
    markWelcomed(dataDir);
    return startDesktop(own, screen.name, { LANPULSE_DATA_DIR: dataDir, LANPULSE_PORT: '0' }, more);
  };
  const target = await findChart(startOwn(['--remote-debugging-port=0']));
  const empty = copyRuntime(executable, join(folder, 'empty'), makeEmptyApp(join(folder, 'app'), target.colour));
  // Both begin with nothing each time.
  const startEmpty = () => {
    starts += 1;
    return startDesktop(empty, screen.name, {}, [`--user-data-dir=${join(folder, `data-${String(starts)}`)}`]);
  };
  return {
    ownMs: () => shown(startOwn, screen, target),
    emptyMs: () => shown(startEmpty, screen, target),
  };
}

/** Starts an app, and looks at the screen until it shows what is waited for. */
async function shown(begin: () => ChildProcess, screen: Screen, { box, colour }: Target): Promise<number> {
  const before = performance.now();
  const child = begin();
  child.stderr?.resume();
  try {
    while (!screen.has(colour, box)) {
      if (performance.now() - before > longestMs) throw new Error('The window was not shown.');
      await sleep(lookMs);
    }
    return performance.now() - before;
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
