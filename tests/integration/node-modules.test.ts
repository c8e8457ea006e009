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

/** Says which modules have been loaded, and which of them before V8's settings were changed. */
const teller = `
  const v8 = require('node:v8');
  const set = v8.setFlagsFromString;
  let before = null;
  v8.setFlagsFromString = (flag) => {
    before ??= [...process.moduleLoadList];
    return set(flag);
  };
  process.on('SIGUSR2', () => console.log(JSON.stringify({ before, all: process.moduleLoadList })));
`;

const toldSchema = v.object({ before: v.array(v.string()), all: v.array(v.string()) });

/** What a built server has loaded of Node once it has answered a request and begun a stream. */
async function loadedOf(...options: readonly string[]): Promise<v.InferOutput<typeof toldSchema>> {
  const dataDir = temporaryFolder();
  const tell = join(dataDir, 'tell.cjs');
  writeFileSync(tell, teller);
  const args = ['--require', tell, inProject('out', 'main', 'headless.cjs'), 'serve', '--port', '0'];
  const server = startProgram(process.execPath, [...args, '--data-dir', join(dataDir, 'data'), ...options]);
  const url = (await server.firstLine).replace('Lanpulse listening on ', '');
  if (url.startsWith('http:')) {
    expect((await fetch(`${url}/api/v1/info`)).status).toBe(200);
    const stream = await fetch(`${url}/api/v1/events`);
    await stream.body?.getReader().read();
  }
  server.signal('SIGUSR2');
  await expect.poll(() => server.stdout()).toMatch(/^\{.*\}$/mu);
  return v.parse(toldSchema, JSON.parse(/^\{.*\}$/mu.exec(server.stdout())?.[0] ?? ''));
}

const heavy = (all: readonly string[]): readonly string[] =>
  all.filter((name) => /^NativeModule (?:http2|internal\/deps\/undici\/undici)$/u.test(name));

test('a server that encrypts nothing answers without the HTTP client and the HTTP/2 of Node', async () => {
  const { before, all } = await loadedOf();
  expect(heavy(all)).toEqual([]);
  expect(all.filter((name) => !before.includes(name) && /^NativeModule (?!internal\/)/u.test(name))).toEqual([]);
});

test('HTTP/2 is there with the first listener that speaks it', async () => {
  expect(heavy((await loadedOf('--tls')).all)).toEqual(['NativeModule http2']);
});

test('nothing in the bundle asks for what loads the HTTP client in a newer Node', () => {
  const server = readdirSync(folder).find((name) => /^server-[^.]+\.cjs$/u.test(name)) ?? '';
  const names = /\bglobalThis\.(?:CloseEvent|ErrorEvent|EventSource|FormData|MessageEvent|WebSocket)\b/gu;
  expect(readFileSync(join(folder, server), 'utf8').match(names)).toBeNull();
});
