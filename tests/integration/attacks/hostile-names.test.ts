import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { inProject } from '../../../build/project.ts';
import { processes } from '../../../src-shared/metrics/processes.ts';
import { replySchema } from '../../../src-shared/protocol/commands.ts';
import { processesThenSchema } from '../../../src-shared/protocol/history.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { parseEvents, parsePolled, sampleOf, type ReceivedEvent } from '../../support/received-event.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const execute = promisify(execFile);
/** Names that would be commands, markup, or something of every object, where they are taken for that. */
const processNames = [';touch x', '<img onerror>', '__proto__'];
const interfaceNames = [';touch${IFS}x', '<img_onerror>', 'constructor', 'toString'];
/** The one name that no object can have as a field; an interface that is called so is left out. */
const nameOfNone = '__proto__';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors(
    ['--interval', '500'],
    {},
    async ({
      server: {
        wrap: [ip = '', ...args],
      },
    }) => {
      for (const [n, name] of [...interfaceNames, nameOfNone].entries()) {
        const peer = ['peer', 'name', `peer${String(n)}`];
        await execute(ip, [...args, 'ip', 'link', 'add', 'name', name, 'type', 'veth', ...peer]);
      }
    },
  );
});
afterAll(() => doors.close());

/** Starts a copy of `sleep` under another name until the end of the test. */
function startAs(name: string): number {
  const path = join(temporaryFolder(), name);
  copyFileSync('/bin/sleep', path);
  const child = spawn(path, ['600.25'], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child.pid ?? 0;
}

describe.runIf(process.platform === 'linux').each(doorNames)('through %s', (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  const ask = async (path: string) => {
    const { status, headers, text } = await door.ask(path, { headers: door.as.operator });
    expect([path, status]).toEqual([path, 200]);
    // No browser is to take it for anything else.
    expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff']);
    return text;
  };

  /** The rows of a table in events. */
  const rowsIn = (events: readonly ReceivedEvent[]) =>
    events
      .filter(({ event }) => event === 'sample')
      .map((event) => sampleOf(event).m.processes)
      .flatMap((value) => (v.is(processes.schema, value) ? value.top : []));

  test('a process with a hostile name is text by stream, poll and channel, and does nothing', async () => {
    const pids = processNames.map(startAs);
    const query = 'metrics=processes&top=200&match=600.25';
    const namesOf = (events: readonly ReceivedEvent[]) =>
      rowsIn(events)
        .filter(({ pid }) => pids.includes(pid))
        .map(({ name: told }) => told);

    const stream = await door.stream(`/api/v1/events?${query}`, door.as.viewer);
    onTestFinished(() => {
      stream.close();
    });
    const streamed = () => new Set(namesOf(parseEvents(stream.text()).events));
    await expect.poll(streamed, { timeout: 30_000 }).toEqual(new Set(processNames));

    // What a channel asks for comes by poll.
    const hello = parsePolled(await ask('/api/v1/poll?metrics=processes'));
    const { viewer } = v.parse(v.object({ viewer: v.string() }), JSON.parse(hello.events[0]?.data ?? ''));
    const channel = door.control(door.as.operator, `?viewer=${viewer}`);
    onTestFinished(() => {
      channel.terminate();
    });
    await once(channel, 'open');
    for (const match of processNames) {
      const filter = { metrics: ['processes'], processes: { top: 50, sort: 'cpu', match } };
      channel.send(JSON.stringify({ type: 'filter.set', filter }));
      const [reply] = await once(channel, 'message');
      expect(JSON.parse(String(reply))).toMatchObject({ ok: true });
      let after = hello.last;
      const told = new Set<string>();
      while (!told.has(match)) {
        const { events, last } = parsePolled(await ask(`/api/v1/poll?viewer=${viewer}&after=${after}`));
        for (const one of namesOf(events)) told.add(one);
        after = last;
      }
    }

    const then = v.parse(processesThenSchema, JSON.parse(await ask(`/api/v1/processes?at=${String(Date.now())}`)));
    expect(then.top.length).toBeGreaterThan(0);
    for (const folder of [inProject(), door.server.dataDir, process.cwd()])
      expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  test.skipIf(name.startsWith('loopback') && doorNames.length === 3)(
    'an interface with a hostile name is one more of its metric, and part of no object',
    async () => {
      const namesIn = (events: readonly ReceivedEvent[]) =>
        events
          .filter(({ event }) => event === 'sample')
          .flatMap((event) => {
            const { network } = sampleOf(event).m;
            return typeof network === 'object' && network !== null ? [Object.keys(network)] : [];
          });
      const stream = await door.stream('/api/v1/events?metrics=network', door.as.viewer);
      onTestFinished(() => {
        stream.close();
      });
      await expect
        .poll(() => namesIn(parseEvents(stream.text()).events).at(-1), { timeout: 30_000 })
        .toEqual(expect.arrayContaining(interfaceNames));
    },
  );

  test('words that every object has change nothing when they come as fields', async () => {
    const polluted = '{"polluted":true,"role":"operator","enabled":false}';
    const channel = door.control(door.as.operator);
    onTestFinished(() => {
      channel.terminate();
    });
    await once(channel, 'open');
    const before = [await ask('/api/v1/rules'), await ask('/api/v1/settings')];
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      for (const [type, fields] of [
        ['ping', `"${key}":${polluted}`],
        ['filter.set', `"filter":{"${key}":${polluted}}`],
        ['threshold.set', `"rule":{"series":"cpu.total","${key}":${polluted}}`],
        ['settings.set', `"changes":{"${key}":${polluted}}`],
        ['note.edit', `"noteId":"x","${key}":${polluted}`],
      ] as const) {
        const body = `{"id":"c","type":"${type}",${fields}}`;
        const headers = { ...door.as.operator, 'content-type': 'application/json' };
        const { text } = await door.ask('/api/v1/commands', { method: 'POST', headers, body });
        channel.send(body);
        const [data] = await once(channel, 'message');
        for (const told of [text, String(data)]) {
          expect(told).not.toContain('polluted');
          expect([type, v.parse(replySchema, JSON.parse(told)).ok]).toEqual([type, type === 'ping']);
        }
      }
    }
    expect([await ask('/api/v1/rules'), await ask('/api/v1/settings')]).toEqual(before);
    for (const path of ['/api/v1/info', '/api/v1/alerts', '/api/v1/poll', '/metrics']) {
      expect(await ask(path)).not.toContain('polluted');
    }
    // Nobody became an operator by it.
    expect((await door.ask('/api/v1/server', { headers: door.as.viewer })).status).toBe(403);
  });
});
