import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const packedSchema = v.tuple([v.object({ filename: v.string(), files: v.array(v.object({ path: v.string() })) })]);

async function npm(args: readonly string[], cwd?: string): Promise<string> {
  const program = startProgram('npm', args, {}, cwd);
  const code = await program.ended;
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${String(code)}: ${program.stderr()}`);
  return program.stdout();
}

/** Packs the output that the other tests run. */
async function pack(folder: string) {
  const told = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [packed] = v.parse(packedSchema, JSON.parse(told));
  return packed;
}

/** Nothing is left behind where the test fails in the middle. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (caught) {
    expect(caught).toMatchObject({ code: 'ESRCH' });
  }
}

test('the package holds what runs and its licences, and no source, test or tool', async () => {
  const files = (await pack(temporaryFolder())).files.map(({ path }) => path);
  expect(files).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'out/main/headless.cjs',
      'out/main/third-party-licenses.txt',
      'out/renderer/index.html',
      'out/renderer/third-party-licenses.txt',
      'resources/lanpulse.service',
    ]),
  );
  const known = /^(?:out\/(?:main|renderer)|resources)\/|^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/u;
  expect(files.filter((path) => !known.test(path) || /\.(?:ts|svelte|map)$/u.test(path))).toEqual([]);
});

// What is not in npm's cache is fetched.
test(
  'installed into an empty folder it runs by npx, without Electron and without any tool to build with',
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder();
    const { filename } = await pack(folder);
    const patiently = ['--fetch-retries=5', '--fetch-retry-mintimeout=2000'];
    const quietly = [
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--ignore-scripts',
      '--loglevel=error',
      ...patiently,
    ];
    await npm(['install', ...quietly, join(folder, filename)], folder);
    const installed = readdirSync(join(folder, 'node_modules'));
    expect(installed).toContain('hono');
    for (const tool of ['electron', 'svelte', 'vite', 'tsx', 'typescript']) expect(installed).not.toContain(tool);

    // In a group of its own, so that a signal reaches all of it, as one from a terminal does.
    const lanpulse = (...args: string[]) =>
      startProgram('setsid', ['npx', '--offline', 'lanpulse', ...args], {}, folder);
    const data = join(folder, 'data');
    const server = lanpulse('serve', '--port', '0', '--data-dir', data);
    onTestFinished(() => {
      killGroup(server.pid);
    });
    const url = (await server.firstLine).replace('Lanpulse listening on ', '');
    expect(await (await fetch(url)).text()).toContain('<title>');
    expect((await fetch(`${url}/api/v1/poll`)).status).toBe(200);
    for (const command of ['status', 'doctor', 'pair']) {
      const program = lanpulse(command, '--data-dir', data);
      expect(await program.ended).toBe(0);
      expect(program.stdout()).toContain(url);
    }
    process.kill(-server.pid, 'SIGINT');
    await server.ended;
    expect(existsSync(join(data, 'server.json'))).toBe(false);
    expect(existsSync(join(data, 'history.db'))).toBe(true);

    const options = { serve: '--port', pair: '--role', status: '--data-dir', doctor: '--data-dir' };
    const help = lanpulse('--help');
    expect(await help.ended).toBe(0);
    for (const [command, option] of Object.entries(options)) {
      expect(help.stdout()).toContain(`  ${command} `);
      const program = lanpulse(command, '--help');
      expect(await program.ended).toBe(0);
      expect(program.stdout()).toContain(option);
    }
  },
);
