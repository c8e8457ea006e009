import { buildIfStale } from './build.ts';
import { electronArguments, findElectron, hasDisplay } from './electron-binary.ts';
import { projectRoot, say } from './project.ts';
import { runProgram } from './run-program.ts';
import { serveHeadless } from './serve-headless.ts';

/** `npm start`: the desktop app, or where that cannot be, the server for any browser on this machine. */
await buildIfStale();
const options = process.argv.slice(2);
const electron = hasDisplay() ? await findElectron('use') : null;
if (electron === null) {
  const reason = hasDisplay() ? 'No Electron binary is installed or can be fetched' : 'There is no display';
  say(`${reason}: serving without a window; open the address below in a browser.`);
  await serveHeadless(options);
} else {
  const extra = electronArguments();
  if (extra.length > 0) say('Running as root: Electron starts without its sandbox (--no-sandbox).');
  // What follows the `--` is for the app alone: Chromium would take some of it for its own switches.
  const { code, passedOn } = await runProgram(electron, [...extra, projectRoot, '--', ...options], {
    stdout: 'stdout',
  });
  process.exitCode = passedOn === null ? code : 0;
}
