import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chromium, type Page } from 'playwright-core';
import { electronArguments } from '../../build/electron-binary.ts';
import { plainEnvironment } from './plain-environment.ts';

/** Starts a copy of Electron on a display, see {@link copyRuntime}. */
export function startDesktop(
  executable: string,
  display: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): ChildProcess {
  return spawn(executable, [...electronArguments(), '--disable-gpu', ...more], {
    env: plainEnvironment({ ...env, DISPLAY: display }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Ends it, and waits until it is gone. */
export async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** What the first window of an app with `--remote-debugging-port=0` shows. */
export async function firstPage(child: ChildProcess): Promise<Page> {
  const browser = await chromium.connectOverCDP(await debuggerOf(child));
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (page === undefined) throw new Error('The app has no window.');
  return page;
}

async function debuggerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      words += part;
      const found = /DevTools listening on (?<address>ws:\S+)/u.exec(words)?.groups?.address;
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => {
      reject(new Error(`The app ended with ${String(code)}: ${words}`));
    });
  });
}
