import { expect } from 'vitest';
import { electronArguments } from '../../build/electron-binary.ts';
import { projectRoot } from '../../build/project.ts';
import { electronForTests } from './electron.ts';
import { startProgram, type Program } from './program.ts';
import { startSessionBus } from './session-bus.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { startTrayPanel, type TrayPanel } from './tray-panel.ts';
import { markWelcomed } from './welcomed.ts';

/** The app on a desktop with a panel, started as a person would: nobody drives it but by its tray. */
export interface UnwatchedDesktop {
  readonly program: Program;
  readonly panel: TrayPanel;
}

/** How it is started. */
export interface UnwatchedOptions {
  /** Of Electron and of the app, before its options. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Program and arguments that run it, such as those of a host of `makeSmallNetwork`. */
  readonly wrap?: readonly string[];
}

/** Starts it, and waits until it is in the tray; it ends with the test. */
export async function startUnwatched(
  display: string,
  { flags = [], env = {}, wrap = [] }: UnwatchedOptions = {},
): Promise<UnwatchedDesktop> {
  const bus = await startSessionBus();
  const panel = await startTrayPanel(bus);
  const dataDir = temporaryFolder();
  markWelcomed(dataDir);
  const command = [...wrap, await electronForTests(), ...electronArguments(), '--disable-gpu', projectRoot, ...flags];
  const [file = '', ...args] = command;
  const program = startProgram(file, args, {
    DISPLAY: display,
    LANPULSE_DATA_DIR: dataDir,
    LANPULSE_PORT: '0',
    DBUS_SESSION_BUS_ADDRESS: bus.address,
    ...env,
  });
  await expect.poll(() => panel.items.length, { timeout: 90_000 }).toBe(1);
  return { program, panel };
}
