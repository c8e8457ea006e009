import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import * as v from 'valibot';
import { processes, type ProcessesValue, type ProcessRow } from '../../src-shared/metrics/processes.ts';
import { processesThenSchema } from '../../src-shared/protocol/history.ts';
import { historyUrl } from '../support/ask-history.ts';
import { openSseFeed } from '../support/feed.ts';
import { sampleOf } from '../support/received-event.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(...args: string[]): Promise<RunningServer> {
  const server = await startServer({ args: ['--interval', '200', ...args] });
  servers.push(server);
  return server;
}

/** Starts a copy of a program under another name, until the end of the test. */
function startAs(name: string, program: string, args: readonly string[]): number {
  const path = join(temporaryFolder(), name);
  copyFileSync(program, path);
  const child = spawn(path, args, { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  if (child.pid === undefined) throw new Error(`${path} did not start.`);
  return child.pid;
}

interface Seen {
  readonly t: number;
  readonly row: ProcessRow;
}

/** The first row of a process that a viewer with this query is told. */
async function firstRow(server: RunningServer, pid: number, query: Readonly<Record<string, string>>): Promise<Seen> {
  const feed = await openSseFeed(server.url, { query: { metrics: 'processes', ...query } });
  const tableIn = (data: unknown): ProcessesValue['top'] =>
    v.is(processes.schema, data) ? data.top.filter((row) => row.pid === pid) : [];
  const events = await feed.takeUntil(
    (event) => event.event === 'sample' && tableIn(sampleOf(event).m.processes).length > 0,
  );
  feed.close();
  const last = events.at(-1);
  if (last === undefined) throw new Error('The stream ended.');
  const { t, m } = sampleOf(last);
  const [row] = tableIn(m.processes);
  if (row === undefined) throw new Error('The process is not there.');
  return { t, row };
}

describe.runIf(process.platform === 'linux')('the command of a process with an odd name', () => {
  test('reaches viewers as text, without its secrets, and stays with the history', async () => {
    const server = await start();
    const name = '<img onerror>';
    const pid = startAs(name, '/bin/sh', ['-c', 'while :; do :; done', '--password', 'hunter2', '\u202eevil\n']);
    const { t, row } = await firstRow(server, pid, {});
    expect(row.name).toBe(name);
    expect(row.command).toMatch(/\/<img onerror> -c while :; do :; done --password •••• evil$/u);
    const response = await fetch(historyUrl(server.url, { at: t }, 'processes'));
    const then = v.parse(processesThenSchema, await response.json());
    expect(then.top.find((one) => one.pid === pid)?.command).toBe(row.command);
  });

  test('is found by a search in commands, and does nothing by itself', async () => {
    const server = await start();
    const pid = startAs(';touch x', '/bin/sleep', ['600.125']);
    const { row } = await firstRow(server, pid, { top: '5', sort: 'name', match: ' 600.125' });
    expect(row).toMatchObject({ name: ';touch x' });
    expect(row.command).toMatch(/\/;touch x 600\.125$/u);
    expect(readdirSync('.')).not.toContain('x');
    expect(existsSync(`/proc/${String(server.child.pid)}/cwd/x`)).toBe(false);
  });

  test('is nowhere when commands are off', async () => {
    const server = await start('--commands', 'off');
    const pid = startAs('busy', '/bin/sh', ['-c', 'while :; do :; done']);
    const { t, row } = await firstRow(server, pid, {});
    expect(row).not.toHaveProperty('command');
    expect((await firstRow(server, pid, { top: '200', match: 'busy' })).row).not.toHaveProperty('command');
    const response = await fetch(historyUrl(server.url, { at: t }, 'processes'));
    expect(await response.text()).not.toContain('"command"');
  });
});
