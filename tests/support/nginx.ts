import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { inCi } from './browser.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Debian keeps it where only the path of root leads. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` };

/** For `describe.skipIf(...)`: true where nginx is not installed and this is not the build that decides. */
export function lacksNginx(): boolean {
  if (inCi || spawnSync('nginx', ['-v'], { env }).status === 0) return false;
  process.stderr.write('nginx is not installed: the tests behind it are skipped (CI would fail).\n');
  return true;
}

/** How nginx stands in front of a server. */
export interface NginxOptions {
  /** Path below which the server is found; begins and ends with a slash. Default the whole origin. */
  readonly under?: string;
  /** Another server below another path of the same origin. */
  readonly beside?: { readonly under: string; readonly server: string };
  /** Directives of the location. Default: what the manual advises. */
  readonly directives?: readonly string[];
}

/** By these the server learns who asks for what. */
const whoAsks = [
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for',
  'proxy_set_header X-Forwarded-Proto $scheme',
  'proxy_set_header X-Forwarded-Host $http_host',
] as const;

/** What the manual tells owners to write; WebSocket upgrades pass, too. */
const asAdvised = [
  'proxy_http_version 1.1',
  'proxy_set_header Upgrade $http_upgrade',
  'proxy_set_header Connection $connection_upgrade',
  ...whoAsks,
] as const;

/**
 * What nginx does by itself, with a server that does not ask it to hold nothing back: 4 KiB of events at a time. It passes
 * no WebSocket. By HTTP/1.1 it would hold back less.
 */
export const holdingBack = [
  'proxy_http_version 1.0',
  'proxy_buffering on',
  'proxy_ignore_headers X-Accel-Buffering',
  ...whoAsks,
] as const;

/** Starts nginx in front of a server on this machine; it ends with the test. Resolves with its address, no slash at the end. */
export async function startNginx(server: string, options: NginxOptions = {}): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const failure = await run(configured(server, port, options));
    const under = (options.under ?? '/').replace(/\/$/u, '');
    if (failure === null) return `http://127.0.0.1:${port}${under}`;
    // Somebody else may have taken the port in the meantime.
    if (tries === 3 || !failure.includes('Address already in use')) throw new Error(`nginx did not start: ${failure}`);
  }
}

function configured(server: string, port: string, options: NginxOptions): string {
  const { under = '/', directives = asAdvised, beside } = options;
  const folder = temporaryFolder();
  const lines = (texts: readonly string[]) => texts.map((text) => `      ${text};`).join('\n');
  const location = (path: string, to: string) => `    location ${path} {
      proxy_pass ${to}/;
${lines(directives)}
    }`;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name}`);
  const text = `
daemon off;
master_process off;
error_log stderr notice;
pid nginx.pid;
events { worker_connections 128; }
http {
  access_log off;
${lines(temporary)}
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server {
    listen 127.0.0.1:${port};
${location(under, server)}
${beside === undefined ? '' : location(beside.under, beside.server)}
  }
}
`;
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'nginx.conf'), text);
  return folder;
}

/** Resolves when it listens, with `null`, or with what it said when it ended before. */
async function run(folder: string): Promise<string | null> {
  const child = spawn('nginx', ['-e', 'stderr', '-p', `${folder}/`, '-c', join(folder, 'nginx.conf')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await ended;
  });
  let said = '';
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    createInterface({ input: child.stderr }).on('line', (line) => {
      said += `${line}\n`;
      // Its sockets are open before it chooses how to wait on them.
      if (line.includes('event method')) resolve(null);
    });
    child.once('exit', () => {
      resolve(said);
    });
  });
}
