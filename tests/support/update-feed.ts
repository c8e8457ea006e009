import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** One version on a feed. */
export interface Release {
  readonly channel: 'latest' | 'beta';
  readonly version: string;
  readonly notes: string;
  /** What is published, and what a download gives; the same unless somebody has meddled with it. */
  readonly published: Buffer;
  readonly served?: Buffer;
  /** It is published without its hash. */
  readonly isUnhashed?: true;
  /** Its download comes to its end only when the test says so. */
  readonly isEndless?: true;
}

/** A program of a version that only writes down that it was started. */
export function programOf(version: string, folder: string): Buffer {
  const line = `${version} exit=$APPIMAGE_EXIT_AFTER_INSTALL`;
  // Long enough to come in many pieces.
  return Buffer.from(`#!/bin/sh\necho "${line}" >> '${join(folder, 'started')}'\nexit 0\n${'#'.repeat(60_000)}\n`);
}

/** Each start of such a program, in order. */
export function startsIn(folder: string): readonly string[] {
  const mark = join(folder, 'started');
  return existsSync(mark) ? readFileSync(mark, 'utf8').trim().split('\n') : [];
}

/** A request as the feed saw it. */
export interface FeedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A download comes in so many pieces, with so long between two, ms: progress is told once a second. */
const pieces = 30;
const pieceMs = 100;

/** A folder on a web server of this machine, as `electron-builder` fills it; remembers what was asked for. */
export async function startUpdateFeed(releases: readonly Release[]) {
  const asked: FeedRequest[] = [];
  const held = new Map<string, Promise<void>>();
  let mayEnd = false;
  const fileOf = ({ version }: Release) => `lanpulse-${version}.AppImage`;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://feed').pathname.slice(1);
    asked.push({ path, headers: request.headers });
    const described = releases.find(({ channel }) => path === `${channel}-linux.yml`);
    const fetched = releases.find((release) => path === fileOf(release));
    void (held.get(path) ?? Promise.resolve()).then(() => {
      if (described !== undefined) response.end(describe(described, fileOf(described)));
      else if (fetched !== undefined)
        sendSlowly(response, fetched.served ?? fetched.published, () => mayEnd || fetched.isEndless !== true);
      else response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The feed has no port.');
  return {
    url: `http://127.0.0.1:${String(address.port)}/`,
    asked,
    /** Answers nobody who asks for a file until the returned function is called. */
    hold: (path: string): (() => void) => {
      let letGo = (): void => undefined;
      held.set(path, new Promise((resolve) => (letGo = resolve)));
      return letGo;
    },
    /** Lets endless downloads come to their end. */
    finish: () => {
      mayEnd = true;
    },
  };
}

function sendSlowly(response: ServerResponse, whole: Buffer, mayEnd: () => boolean): void {
  response.writeHead(200, { 'content-length': whole.length });
  const size = Math.ceil(whole.length / pieces);
  let sent = 0;
  const timer = setInterval(() => {
    if (!mayEnd() && sent + size >= whole.length) return;
    response.write(whole.subarray(sent, sent + size));
    sent += size;
    if (sent < whole.length) return;
    clearInterval(timer);
    response.end();
  }, pieceMs);
  response.once('close', () => {
    clearInterval(timer);
  });
}

function describe({ version, notes, published, isUnhashed }: Release, file: string): string {
  const sha512 = isUnhashed === true ? undefined : createHash('sha512').update(published).digest('base64');
  // JSON is YAML too.
  return JSON.stringify({
    version,
    files: [{ url: file, sha512, size: published.length }],
    path: file,
    sha512,
    releaseNotes: notes,
    releaseDate: '2026-11-01T00:00:00.000Z',
  });
}
