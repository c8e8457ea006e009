import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { inProject } from '../../build/project.ts';
import { makePair } from '../../src-main/tls/make-pair.ts';
import { sharingSchema } from '../../src-shared/protocol/sharing.ts';
import { connectHttp2, type Http2Client } from '../support/http2-client.ts';
import { startProgram } from '../support/program.ts';
import { startServer, type RunningServer, type ServerOptions } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const dayMs = 86_400_000;

const certificateIn = (dataDir: string) => readFileSync(join(dataDir, 'tls', 'certificate.pem'), 'utf8');

async function serve(options: ServerOptions & { dataDir: string }): Promise<RunningServer> {
  const server = await startServer(options);
  onTestFinished(async () => {
    if (server.child.exitCode === null) await server.stop();
  });
  return server;
}

/** Asks over HTTP/1.1 with all the checks of a certificate that a program makes. */
function ask(url: string, ca: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: new Agent({ ca, maxCachedSessions: 0 }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    }).once('error', reject);
  });
}

/** SHA-256 of the certificate that is shown to those who connect now. */
async function fingerprintAt({ port }: RunningServer): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

describe('an encrypted server', () => {
  let dataDir: string;
  let server: RunningServer;
  let ca: string;
  let client: Http2Client;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-tls-'));
    server = await startServer({ args: ['--tls', '--interval', '100'], dataDir });
    ca = certificateIn(dataDir);
    client = await connectHttp2(server.url, ca);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
    rmSync(dataDir, { recursive: true });
  });

  test('has a certificate for its names and addresses, and a key that is its own business', async () => {
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/u);
    expect(await ask(`${server.url}/healthz`, ca)).toEqual({ status: 200, text: 'ok' });
    expect((await ask(`https://localhost:${String(server.port)}/healthz`, ca)).status).toBe(200);
    expect(statSync(join(dataDir, 'tls', 'key.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'tls')).mode & 0o777).toBe(0o700);
  });

  test('says by which fingerprint it is to be known', async () => {
    const { tls } = v.parse(sharingSchema, JSON.parse((await client.ask('/api/v1/sharing')).text));
    expect(tls).toMatchObject({ on: true, ownKey: false, fingerprint: await fingerprintAt(server) });
    const leftMs = (tls.validUntil ?? 0) - Date.now();
    expect(leftMs).toBeGreaterThan(300 * dayMs);
    expect(leftMs).toBeLessThan(397 * dayMs);
  });

  test('serves page, streams, polls and commands over one HTTP/2 connection, more than six at once', async () => {
    expect(client.session.alpnProtocol).toBe('h2');
    const page = await client.ask('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('<title>Lanpulse');
    expect(page.headers['strict-transport-security']).toBeUndefined();
    const streams = await Promise.all(Array.from({ length: 10 }, () => client.events('/api/v1/events')));
    for (const stream of streams) {
      expect([stream.status, (await stream.take(1))[0]?.event]).toEqual([200, 'hello']);
      await stream.takeUntil(({ event }) => event === 'sample');
      await stream.takeUntil(({ event }) => event === 'sample');
    }
    const poll = await client.ask('/api/v1/poll');
    expect(JSON.parse(poll.text)).toMatchObject({ events: [{ event: 'hello' }] });
    const body = JSON.stringify({ id: 'c1', type: 'ping' });
    const sent = await client.ask('/api/v1/commands', { body, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(sent.text)).toMatchObject({ replyTo: 'c1', ok: true });
    const figures = await client.ask('/api/v1/server');
    expect(JSON.parse(figures.text)).toMatchObject({ connections: { sse: 10 } });
    for (const stream of streams) stream.close();
  });

  test('refuses over HTTP/2 what it refuses over HTTP/1.1, and the connection lives', async () => {
    const json = { 'content-type': 'application/json' };
    const codes = async (path: string, headers: Record<string, string>, body?: string) => {
      const { status, text } = await client.ask(path, { headers, ...(body === undefined ? {} : { body }) });
      return [status, v.parse(v.object({ error: v.object({ code: v.string() }) }), JSON.parse(text)).error.code];
    };
    expect(await codes('/api/v1/poll', { ':authority': 'evil.example' })).toEqual([403, 'bad_host']);
    expect(await codes('/api/v1/poll', { origin: 'https://evil.example' })).toEqual([403, 'bad_origin']);
    expect(await codes('/api/v1/poll', { origin: server.url.replace('https', 'http') })).toEqual([403, 'bad_origin']);
    expect(await codes('/api/v1/poll', { 'x-forwarded-for': '10.0.0.9' })).toEqual([403, 'forwarded']);
    expect(await codes('/api/v1/commands', json, 'x'.repeat(20_000))).toEqual([413, 'too_large']);
    expect(await codes('/api/v1/commands', {}, '{"type":"ping"}')).toEqual([415, 'unsupported_media_type']);
    expect(await codes('/api/v1/nope', {})).toEqual([404, 'not_found']);
    expect((await client.ask('/api/v1/poll', { headers: { origin: server.url } })).status).toBe(200);
  });

  test('opens the control channel on HTTP/1.1', async () => {
    const socket = new WebSocket(`${server.url.replace('https', 'wss')}/api/v1/control`, { ca, origin: server.url });
    await once(socket, 'open');
    socket.send('{"id":"c1","type":"ping"}');
    const [reply] = await once(socket, 'message');
    expect(JSON.parse(String(reply))).toMatchObject({ replyTo: 'c1', ok: true });
    socket.terminate();
    const foreign = new WebSocket(`${server.url.replace('https', 'wss')}/api/v1/control`, {
      ca,
      origin: server.url.replace('https', 'http'),
    });
    expect(String(await once(foreign, 'error').catch((caught: unknown) => caught))).toContain('403');
  });

  test('sends a page that comes in the clear to the encrypted address, and tells a program', async () => {
    const plain = (method: string, headers: Record<string, string> = {}) =>
      new Promise<{ status: number; location: string | undefined; text: string }>((resolve, reject) => {
        const sent = requestPlain(
          `${server.url.replace('https', 'http')}/x?y=1`,
          { method, headers, agent: false },
          (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (part: string) => (text += part));
            response.once('end', () => {
              resolve({ status: response.statusCode ?? 0, location: response.headers.location, text });
            });
          },
        );
        sent.once('error', reject);
        sent.end();
      });
    expect(await plain('GET')).toMatchObject({ status: 307, location: `${server.url}/x?y=1` });
    expect(await plain('POST')).toMatchObject({ status: 400, text: expect.stringContaining('https://') });
    expect(await plain('GET', { host: 'evil.example' })).toMatchObject({ status: 403, location: undefined });
  });
});

describe('the certificate that Lanpulse makes', () => {
  test('stays over a restart, and is made anew for a name that it is not for', async () => {
    const dataDir = temporaryFolder();
    const first = await serve({ args: ['--tls'], dataDir });
    const known = await fingerprintAt(first);
    await first.stop();
    const second = await serve({ args: ['--tls'], dataDir });
    expect(await fingerprintAt(second)).toBe(known);
    await second.stop();
    const third = await serve({ args: ['--tls', '--host-name', 'pulse.example.com'], dataDir });
    expect(await fingerprintAt(third)).not.toBe(known);
  });

  test('takes the place of one that cannot be read', async () => {
    const dataDir = temporaryFolder();
    const first = await serve({ args: ['--tls'], dataDir });
    await first.stop();
    writeFileSync(join(dataDir, 'tls', 'key.pem'), 'half a k');
    const second = await serve({ args: ['--tls'], dataDir });
    expect((await ask(`${second.url}/healthz`, certificateIn(dataDir))).status).toBe(200);
  });
});

describe('the owner’s own certificate', () => {
  async function written(folder: string, name: string, nowMs = Date.now()) {
    const pair = await makePair(['127.0.0.1', 'localhost'], name, nowMs);
    const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    writeFileSync(files.cert, pair.cert);
    writeFileSync(files.key, pair.key);
    return { ...files, pem: pair.cert, keyPem: pair.key };
  }

  test('is shown, and read again when its files change', async () => {
    const dataDir = temporaryFolder();
    const own = await written(dataDir, 'own');
    const server = await serve({ args: ['--tls-cert', own.cert, '--tls-key', own.key], dataDir });
    expect((await ask(`${server.url}/healthz`, own.pem)).status).toBe(200);
    const known = await fingerprintAt(server);
    const next = await written(dataDir, 'next');
    writeFileSync(own.key, next.keyPem);
    writeFileSync(own.cert, next.pem);
    await expect.poll(() => fingerprintAt(server), { timeout: 20_000, interval: 500 }).not.toBe(known);
    expect((await ask(`${server.url}/healthz`, next.pem)).status).toBe(200);
    const { text } = await ask(`${server.url}/api/v1/sharing`, next.pem);
    expect(v.parse(sharingSchema, JSON.parse(text)).tls.ownKey).toBe(true);
  });

  test.each([
    [
      'a certificate that is not there',
      async (folder: string) => ({ ...(await written(folder, 'a')), cert: '/nowhere' }),
      '/nowhere cannot be read',
    ],
    [
      'a file that is none',
      async (folder: string) => ({ ...(await written(folder, 'a')), cert: inProject('package.json') }),
      'no certificate',
    ],
    [
      'the key of another',
      async (folder: string) => ({ ...(await written(folder, 'a')), key: (await written(folder, 'b')).key }),
      'is not the key',
    ],
    ['one that has expired', (folder: string) => written(folder, 'a', Date.now() - 500 * dayMs), 'expired on'],
  ])('%s is refused in one line, with exit code 2', async (_what, make, message) => {
    const folder = temporaryFolder();
    const { cert, key } = await make(folder);
    const headless = inProject('out', 'main', 'headless.cjs');
    const options = ['--port', '0', '--data-dir', folder, '--tls-cert', cert, '--tls-key', key];
    const server = startProgram(process.execPath, [headless, 'serve', ...options]);
    expect(await server.ended).toBe(2);
    expect(server.stderr()).toMatch(/^lanpulse: [^\n]+\n$/u);
    expect(server.stderr()).toContain(message);
    expect(server.stdout()).toBe('');
  });
});
