import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from 'electron';

/**
 * Has pages begin with what V8 has made of their scripts at an earlier start. Where Chromium reads scripts on a thread of their
 * own, it compiles them there while they come, and does not look for what is kept of them (seen in 130; where the name means nothing any more, nothing
 * changes); at the first start there
 * is nothing to look for. Counts until Electron is ready.
 * @param windowData where Chromium keeps what belongs to the window
 */
export function useKeptScripts(
  commandLine: Pick<CommandLine, 'appendSwitch' | 'getSwitchValue'>,
  windowData: string,
): void {
  if (!existsSync(join(windowData, 'Code Cache'))) return;
  const name = 'disable-features';
  const others = commandLine.getSwitchValue(name);
  // The last one counts: what somebody gave on the command line is said again.
  commandLine.appendSwitch(name, `${others === '' ? '' : `${others},`}BackgroundResourceFetch`);
}
