import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const lockSchema = v.object({ packages: v.record(v.string(), v.object({ dev: v.optional(v.boolean()) })) });

/** Copies the built app with what `npm ci --omit=dev` would install, and nothing else. */
function installAlone(): string {
  const folder = temporaryFolder();
  const lock = v.parse(lockSchema, JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8')));
  const needed = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  for (const path of ['package.json', 'out', ...needed.map(([path]) => path)]) {
    // Packages for other platforms are in the lock file but not on the disk.
    if (existsSync(inProject(path))) cpSync(inProject(path), join(folder, path), { recursive: true });
  }
  return folder;
}

test('the server runs under plain Node where neither Electron nor any development tool is installed', async () => {
  const folder = installAlone();
  const installed = readdirSync(join(folder, 'node_modules'));
  expect(installed).toContain('hono');
  for (const tool of ['electron', 'playwright-core', 'vite', 'svelte', 'tsx']) {
    expect(installed).not.toContain(tool);
  }
  const options = ['--port', '0', '--data-dir', join(folder, 'data')];
  const server = startProgram(process.execPath, ['out/main/headless.cjs', 'serve', ...options], {}, folder);
  const line = await server.firstLine;
  const url = line.replace('Lanpulse listening on ', '');
  expect(await (await fetch(url)).text()).toContain('<title>');
  const poll = await fetch(`${url}/api/v1/poll`);
  expect(poll.status).toBe(200);
  server.signal('SIGTERM');
  expect(await server.ended).toBe(0);
});
