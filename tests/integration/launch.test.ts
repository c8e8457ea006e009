import { existsSync, utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const launcher = (name: string) => ['--import', 'tsx', inProject('build', name)];
const noDisplay = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
const readyLine = /^Lanpulse listening on (http:\/\/127\.0\.0\.1:\d+)$/u;

function startServe(options: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
  return startProgram(process.execPath, [...launcher('serve.ts'), '--data-dir', temporaryFolder(), ...options], env);
}

function urlOf(line: string): string {
  const url = readyLine.exec(line)?.[1];
  if (url === undefined) throw new Error(`This is not the ready line: ${line}`);
  return url;
}

async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('npm run serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('says one line, answers, and ends with 0 soon after %s', async (signal) => {
    const server = startServe(['--port', '0']);
    const url = urlOf(await server.firstLine);
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok');
    const stream = await fetch(`${url}/api/v1/events`);

    const askedMs = performance.now();
    server.signal(signal);
    expect(await stream.text()).toMatch(/event: ?bye\n/u);
    expect(await server.ended).toBe(0);
    expect(performance.now() - askedMs).toBeLessThan(2_000);
    expect(server.stdout()).toMatch(/^Lanpulse listening on \S+\n$/u);
    expect(server.stderr()).toBe('');
  });

  test('says bye and ends with 0 also when the signal comes twice, as from a terminal and from npm', async () => {
    const server = startServe(['--port', '0']);
    const url = urlOf(await server.firstLine);
    const stream = await fetch(`${url}/api/v1/events`);
    server.signal('SIGINT');
    server.signal('SIGTERM');
    server.signal('SIGINT');
    expect(await stream.text()).toMatch(/event: ?bye\n/u);
    expect(await server.ended).toBe(0);
  });

  test('passes the signal and the exit code through npm', async () => {
    const options = ['--port', '0', '--data-dir', temporaryFolder()];
    const server = startProgram('npm', ['run', '--silent', 'serve', '--', ...options], noDisplay);
    urlOf(await server.firstLine);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  test('takes the last of a repeated option', async () => {
    const taken = String(await takenPort());
    const server = startServe(['--port', taken, '--port', '0']);
    expect(urlOf(await server.firstLine)).not.toContain(taken);
  });

  test('takes options from the environment', async () => {
    const taken = String(await takenPort());
    const server = startServe([], { LANPULSE_PORT: taken });
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toContain(taken);
  });

  test.each([
    ['a port that is no number', ['--port', 'many']],
    ['an interval out of range', ['--interval', '5']],
    ['an option that does not exist', ['--colour', 'blue']],
  ])('refuses %s with one line and exit code 2', async (_what, options) => {
    const server = startServe(options);
    expect(await server.ended).toBe(2);
    expect(server.stderr()).toMatch(/^lanpulse: [^\n]+\n$/u);
    expect(server.stderr()).toContain(options[0]);
    expect(server.stdout()).toBe('');
  });

  test('says in one line that the port is taken, with exit code 1', async () => {
    const taken = String(await takenPort());
    const server = startServe(['--port', taken]);
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toMatch(/^lanpulse: [^\n]+\n$/u);
    expect(server.stderr()).toContain(taken);
    expect(server.stdout()).toBe('');
  });

  test(
    'builds first where the output is older than the sources, and keeps stdout clean',
    { timeout: 240_000 },
    async () => {
      utimesSync(inProject('out', '.built'), 0, 0);
      const server = startServe(['--port', '0']);
      urlOf(await server.firstLine);
      expect(server.stderr()).toMatch(/^Building Lanpulse/u);
      server.signal('SIGTERM');
      expect(await server.ended).toBe(0);
      expect(server.stdout()).toMatch(/^Lanpulse listening on \S+\n$/u);
      expect(existsSync(inProject('out', '.built'))).toBe(true);
    },
  );
});

describe('npm start', () => {
  test('serves headless where there is no display, and says so in one line', async () => {
    const options = [...launcher('start.ts'), '--port', '0', '--data-dir', temporaryFolder()];
    const app = startProgram(process.execPath, options, noDisplay);
    const url = urlOf(await app.firstLine);
    expect(app.stderr()).toMatch(/^There is no display: [^\n]+\n$/u);
    expect(await (await fetch(url)).text()).toContain('Lanpulse');
    app.signal('SIGTERM');
    expect(await app.ended).toBe(0);
  });

  test('serves headless where there is no Electron, and says so in one line', async () => {
    const options = [...launcher('start.ts'), '--port', '0', '--data-dir', temporaryFolder()];
    const app = startProgram(process.execPath, options, {
      DISPLAY: ':0',
      ELECTRON_OVERRIDE_DIST_PATH: temporaryFolder(),
    });
    urlOf(await app.firstLine);
    expect(app.stderr()).toMatch(/^No Electron binary [^\n]+\n$/u);
    app.signal('SIGTERM');
    expect(await app.ended).toBe(0);
  });
});
