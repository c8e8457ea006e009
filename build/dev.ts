import { createServer as createSocketServer } from 'node:net';
import { createServer } from 'vite';
import { electronArguments, findElectron, hasDisplay } from './electron-binary.ts';
import { inProject, say } from './project.ts';
import { runProgram } from './run-program.ts';

/**
 * `npm run dev`: the page with hot reload, and a main process that starts anew when its code changes. With a display in
 * the desktop window; without one in any browser, on Vite's address.
 */

/** A port that is free now; the page's development server must know it before the server starts. */
async function freePort(): Promise<string> {
  const socket = createSocketServer();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const address = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The free port has no number.');
  return String(address.port);
}

async function developWindow(electron: string): Promise<number> {
  const env = {
    ...process.env,
    ELECTRON_EXEC_PATH: electron,
    ELECTRON_CLI_ARGS: JSON.stringify(electronArguments()),
  };
  const program = inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { code } = await runProgram(process.execPath, [program, 'dev', '--watch'], { stdout: 'stdout', env });
  return code;
}

async function developHeadless(options: readonly string[]): Promise<number> {
  const { default: config } = await import('../electron.vite.config.ts');
  if (typeof config !== 'object' || !('renderer' in config)) throw new Error('There is no renderer to develop.');
  const page = await createServer({ ...config.renderer, root: inProject('src-renderer'), configFile: false });
  await page.listen();
  page.printUrls();
  const tsx = inProject('node_modules', 'tsx', 'dist', 'cli.mjs');
  const { code, passedOn } = await runProgram(
    process.execPath,
    [tsx, 'watch', '--clear-screen=false', inProject('src-main', 'headless.ts'), 'serve', ...options],
    { stdout: 'stdout' },
  );
  await page.close();
  return passedOn === null ? code : 0;
}

process.env.LANPULSE_PORT ??= await freePort();
const electron = hasDisplay() ? await findElectron('use') : null;
if (electron === null) say('No window here: open the address of the page below in a browser.');
process.exitCode = electron === null ? await developHeadless(process.argv.slice(2)) : await developWindow(electron);
