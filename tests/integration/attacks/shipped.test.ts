import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { inProject, projectRoot } from '../../../build/project.ts';
import { declaredRoutes } from '../../support/declared-routes.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { canMakeHosts } from '../../support/second-host.ts';

/** An ordinary user, whom every system knows as nobody. */
const nobody = 65_534;
/** Programs by which one becomes somebody else. */
const elevators = ['sudo', 'su', 'pkexec', 'doas', 'runuser', 'newgrp', 'systemd-run'];
const folder = mkdtempSync(join(tmpdir(), 'lanpulse-shipped-'));
const shims = join(folder, 'bin');
const coverage = join(folder, 'coverage');
/** Has a line for each of those programs that was started. */
const mark = join(folder, 'mark');

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  chmodSync(folder, 0o755);
  for (const made of [shims, coverage]) mkdirSync(made);
  chmodSync(coverage, 0o777);
  writeFileSync(mark, '');
  chmodSync(mark, 0o666);
  for (const name of elevators) {
    writeFileSync(join(shims, name), `#!/bin/sh\necho "$0 $*" >>'${mark}'\nexit 1\n`);
    chmodSync(join(shims, name), 0o755);
  }
  const env = { PATH: `${shims}${delimiter}${process.env.PATH ?? ''}`, NODE_V8_COVERAGE: coverage };
  doors = await openDoors(['--interval', '500'], env, undefined, canMakeHosts ? nobody : null);
});
afterAll(async () => {
  await doors.close();
  rmSync(folder, { recursive: true });
});

/** The server and all that it has started. */
function processesOf({ server: { child } }: Door): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const parent = /^PPid:\s*(\d+)$/mu.exec(statusOf(Number(name)))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found = [child.pid ?? 0];
  for (const pid of found) for (const [one, parent] of parents) if (parent === pid) found.push(one);
  return found;
}

/** Empty for one that has ended. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  } catch {
    // It has ended in between.
    return '';
  }
}

/** Uses all that a door offers: every route, a stream, a poll, a channel. */
async function useAll(door: Door): Promise<void> {
  const headers = { ...door.as.operator, 'content-type': 'application/json' };
  const stream = await door.stream('/api/v1/events', headers);
  const channel = door.control(door.as.operator);
  onTestFinished(() => {
    stream.close();
    channel.terminate();
  });
  await once(channel, 'open');
  for (const type of ['ping', 'notify.list', 'no.such']) {
    channel.send(JSON.stringify({ type }));
    await once(channel, 'message');
  }
  for (const { method, path } of declaredRoutes) {
    if (path === '/api/v1/events' || path === '/api/v1/unpair') continue;
    const query = `?series=cpu.total&at=${String(Date.now())}&from=1&to=2&timeout=0`;
    const { status } = await door.ask(path + query, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
    expect([path, status < 500]).toEqual([path, true]);
  }
  await expect.poll(() => stream.text(), { timeout: 30_000 }).toContain('"processes"');
}

const files = (root: string) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => join(root, file));

describe.runIf(process.platform === 'linux').each(doorNames)('used through %s', (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  test('the server needs no more rights than it was started with, and starts nothing that has them', async () => {
    await useAll(door);
    const user = canMakeHosts ? nobody : (process.getuid?.() ?? 0);
    const ids = new RegExp(`^Uid:\\s*${String(user)}\\s+${String(user)}\\s+${String(user)}\\s+${String(user)}$`, 'mu');
    for (const pid of processesOf(door)) {
      const status = statusOf(pid);
      if (status === '') continue;
      expect(status).toMatch(ids);
      if (!canMakeHosts) continue;
      expect(status).toMatch(/^CapEff:\s*0+$/mu);
      expect(status).toMatch(/^NoNewPrivs:\s*1$/mu);
    }
    expect(readFileSync(mark, 'utf8')).toBe('');
    const ours = [inProject('out'), inProject('resources'), door.server.dataDir].flatMap(files);
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.filter((file) => (statSync(file).mode & 0o6000) !== 0)).toEqual([]);
  });

  test('the page is that of the build, and brings in nothing from elsewhere', async () => {
    const page = await door.ask('/');
    expect(page.text).toBe(readFileSync(inProject('out', 'renderer', 'index.html'), 'utf8'));
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/(?:^|; )default-src 'none'(?:;|$)/u);
    // A source of scripts beside its own would let in what no version pins.
    expect(policy).toMatch(/; script-src 'self';/u);
    expect(policy).not.toMatch(/https?:|\*|'unsafe/u);
    const named = [...page.text.matchAll(/\b(?:src|href)="([^"]*)"/gu)].map(([, address = '']) => address);
    const assets = files(inProject('out', 'renderer', 'assets')).map((file) =>
      relative(inProject('out', 'renderer'), file),
    );
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((address) => /^(?:[a-z]+:)?\/\//u.test(address))).toEqual([]);
    for (const asset of assets.filter((file) => /\.(?:js|css)$/u.test(file))) {
      const { status, text } = await door.ask(`/${asset}`);
      expect([asset, status]).toEqual([asset, 200]);
      expect([asset, text === readFileSync(inProject('out', 'renderer', asset), 'utf8')]).toEqual([asset, true]);
    }
  });
});

const coverageSchema = v.pipe(v.string(), v.parseJson(), v.object({ result: v.array(v.object({ url: v.string() })) }));
const lockSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    packages: v.record(v.string(), v.object({ version: v.optional(v.string()), integrity: v.optional(v.string()) })),
  }),
);
const versionSchema = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }));

test('all that the servers have loaded by then is of the build, or of a package of the pinned version', async () => {
  // As they end they say what they have loaded. No door is concerned: this is about what stands behind all of them.
  await Promise.all(doorNames.map((name) => doors.at(name).server).map((server) => server.stop()));
  const told = readdirSync(coverage).flatMap(
    (file) => v.parse(coverageSchema, readFileSync(join(coverage, file), 'utf8')).result,
  );
  const loaded = new Set(
    told.filter(({ url }) => url.startsWith('file:')).map(({ url }) => relative(projectRoot, fileURLToPath(url))),
  );
  expect(told.map(({ url }) => url).filter((url) => !/^(?:file|node):/u.test(url) && /^[a-z]+:/u.test(url))).toEqual(
    [],
  );
  const { packages } = v.parse(lockSchema, readFileSync(inProject('package-lock.json'), 'utf8'));
  const found = new Set<string>();
  for (const file of loaded) {
    if (file.startsWith(join('out', 'main'))) continue;
    const path = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(file)?.[0];
    expect([file, path]).toEqual([file, expect.any(String)]);
    if (path !== undefined) found.add(path);
  }
  expect(found.size).toBeGreaterThan(5);
  for (const path of found) {
    const { version } = v.parse(versionSchema, readFileSync(inProject(path, 'package.json'), 'utf8'));
    expect([path, packages[path]]).toEqual([
      path,
      expect.objectContaining({ version, integrity: expect.stringMatching(/^sha512-/u) }),
    ]);
  }
});
