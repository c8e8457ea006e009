import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { inProject } from '../../build/project.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = inProject('out', 'main');

/** Modules of Node's that a built file loads with its first line. */
function loaded(file: string): readonly string[] {
  const code = readFileSync(join(folder, file), 'utf8');
  return [...code.matchAll(/^(?:(?:let|var|const) \w+ = )?require\("(?<name>node:[\w/]+)"\);$/gmu)].map(
    ({ groups }) => groups?.name ?? '',
  );
}

/** They come with others. */
const implied = ['node:diagnostics_channel', 'node:fs', 'node:http', 'node:timers'];

test('a headless server loads what it needs of Node before it changes the settings of V8, under which that takes longer', () => {
  const rest = readdirSync(folder).filter((name) => /^(?:server|run-command|command-line)-[^.]+\.cjs$/u.test(name));
  expect(rest).toHaveLength(3);
  const before = loaded('headless.cjs');
  expect(before.length).toBeGreaterThan(10);
  const late = rest.flatMap(loaded).filter((name) => !before.includes(name) && !implied.includes(name));
  expect(late).toEqual([]);
});

const listSchema = v.array(v.string());

/** Of Node's HTTP client and of HTTP/2, what a built server has loaded once it has answered a request and begun a stream. */
async function loadedOf(...options: readonly string[]): Promise<readonly string[]> {
  const dataDir = temporaryFolder();
  const tell = join(dataDir, 'tell.cjs');
  writeFileSync(tell, "process.on('SIGUSR2', () => console.log(JSON.stringify(process.moduleLoadList)));\n");
  const args = [
    '--require',
    tell,
    inProject('out', 'main', 'headless.cjs'),
    'serve',
    '--port',
    '0',
    '--data-dir',
    dataDir,
  ];
  const server = startProgram(process.execPath, [...args, ...options]);
  const url = (await server.firstLine).replace('Lanpulse listening on ', '');
  if (url.startsWith('http:')) {
    expect((await fetch(`${url}/api/v1/info`)).status).toBe(200);
    const stream = await fetch(`${url}/api/v1/events`);
    await stream.body?.getReader().read();
  }
  server.signal('SIGUSR2');
  await expect.poll(() => server.stdout()).toMatch(/^\[.*\]$/mu);
  const all = v.parse(listSchema, JSON.parse(/^\[.*\]$/mu.exec(server.stdout())?.[0] ?? ''));
  return all.filter((name) => /^NativeModule (?:http2|internal\/deps\/undici\/undici)$/u.test(name));
}

test('a server that encrypts nothing answers without the HTTP client and the HTTP/2 of Node', async () => {
  expect(await loadedOf()).toEqual([]);
});

test('HTTP/2 is there with the first listener that speaks it', async () => {
  expect(await loadedOf('--tls')).toEqual(['NativeModule http2']);
});
