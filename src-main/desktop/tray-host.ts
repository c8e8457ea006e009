import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A machine that is busy takes its time; a program that takes longer is given up, ms. */
const answerMs = 4_000;

const watcher = 'org.kde.StatusNotifierWatcher';
const path = '/StatusNotifierWatcher';
const property = 'IsStatusNotifierHostRegistered';
const get = 'org.freedesktop.DBus.Properties.Get';

/** Programs of which most desktops have one, each with the question as it takes it. None of them is started by the question. */
const askers: readonly (readonly [program: string, arguments_: readonly string[]])[] = [
  [
    'dbus-send',
    ['--session', '--print-reply', `--dest=${watcher}`, path, get, `string:${watcher}`, `string:${property}`],
  ],
  ['gdbus', ['call', '--session', '--dest', watcher, '--object-path', path, '--method', get, watcher, property]],
  ['busctl', ['--user', 'get-property', watcher, path, watcher, property]],
];

/** How the programs say what the bus has said: that nobody has the watcher's name. */
const nobodyThere = /ServiceUnknown|NameHasNoOwner|not provided by any|not activatable|does not have an owner/u;

/**
 * Whether the desktop shows icons of running programs. macOS and Windows always do; on Linux somebody must have registered
 * for it on the session bus (StatusNotifierItem of freedesktop.org). `null` where nobody could say: no program for the
 * question is installed, or none of them got an answer.
 */
export async function hasTrayHost(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Promise<boolean | null> {
  if (platform !== 'linux') return true;
  // Without a bus some of the programs would start one.
  if (!hasSessionBus(env)) return false;
  for (const [program, arguments_] of askers) {
    const answer = await ask(program, arguments_, env);
    if (answer !== null) return answer;
  }
  return null;
}

function hasSessionBus({ DBUS_SESSION_BUS_ADDRESS: address = '', XDG_RUNTIME_DIR: folder = '' }: NodeJS.ProcessEnv) {
  return address !== '' || (folder !== '' && existsSync(join(folder, 'bus')));
}

/** What the desktop answers to the program; `null` where that is not installed, fails or takes too long. */
function ask(program: string, arguments_: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean | null> {
  const options = { env: { ...env, LC_ALL: 'C' }, timeout: answerMs, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve) => {
    execFile(program, arguments_, options, (error, stdout, stderr) => {
      if (error === null) resolve(/\btrue\b/u.test(stdout));
      else resolve(nobodyThere.test(stderr) ? false : null);
    });
  });
}
