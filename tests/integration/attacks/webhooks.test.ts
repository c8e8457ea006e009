import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { replySchema } from '../../../src-shared/protocol/commands.ts';
import { deliverySchema } from '../../../src-shared/protocol/notify.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { startHookOn } from '../../support/hook-on-host.ts';
import { canMakeHosts, type SmallNetwork } from '../../support/second-host.ts';

const execute = promisify(execFile);
/** Where clouds hand out credentials; on this network somebody really answers there. */
const metadata = '169.254.169.254';
/** Names that lead inside, as far as the server's host knows. */
const names = { '127.0.0.1': 'inside.example', '::1': 'inside6.example', [metadata]: 'credentials.example' };
const refused = /may not reach|allow that with "allowLocal"/u;

let doors: Awaited<ReturnType<typeof openDoors>>;
/** What `ip netns exec` puts over /etc there. */
let etc: string | null = null;
beforeAll(async () => {
  doors = await openDoors(['--history', 'off'], {}, async (made) => {
    const ip = async ({ wrap: [program = '', ...args] }: SmallNetwork['server'], ...command: readonly string[]) => {
      await execute(program, [...args, 'ip', ...command]);
    };
    await ip(made.second, 'address', 'add', `${metadata}/32`, 'dev', 'lan0');
    await ip(made.server, 'route', 'add', metadata, 'dev', 'lan0');
    etc = join('/etc/netns', made.server.wrap.at(-1) ?? '');
    await mkdir(etc, { recursive: true });
    const lines = Object.entries(names).map(([address, name]) => `${address} ${name}\n`);
    await writeFile(join(etc, 'hosts'), `127.0.0.1 localhost\n${lines.join('')}`);
  });
});
afterAll(async () => {
  await doors.close();
  if (etc !== null) await rm(etc, { recursive: true });
});

type Send = (type: string, fields: object) => Promise<v.InferOutput<typeof replySchema>>;

/** Commands travel by POST and by the channel; streams and polls carry none. */
const ways: readonly ((door: Door) => Promise<Send>)[] = [
  (door) =>
    Promise.resolve(async (type, fields) => {
      const headers = { ...door.as.operator, 'content-type': 'application/json' };
      const body = JSON.stringify({ type, ...fields });
      const { text } = await door.ask('/api/v1/commands', { method: 'POST', headers, body });
      return v.parse(replySchema, JSON.parse(text));
    }),
  async (door) => {
    const socket = door.control(door.as.operator);
    onTestFinished(() => {
      socket.terminate();
    });
    await once(socket, 'open');
    return async (type, fields) => {
      socket.send(JSON.stringify({ id: 'x', type, ...fields }));
      const [data] = await once(socket, 'message');
      return v.parse(replySchema, JSON.parse(String(data)));
    };
  },
];

const targetAt = (url: string, allowLocal = false) => ({
  id: 'hook',
  name: 'a hook',
  kind: 'json',
  url,
  minimum: 'warn',
  enabled: true,
  repeatMs: null,
  allowLocal,
});

describe.each(doorNames)('an operator who comes through %s', (name) => {
  const here = () => doors.network?.server.wrap ?? [];

  /** Tries an address both ways; resolves with how each fared, in words of the server. */
  async function tried(url: string): Promise<readonly string[]> {
    const fared: string[] = [];
    for (const open of ways) {
      const reply = await (await open(doors.at(name)))('notify.test', { target: targetAt(url) });
      if (!reply.ok) fared.push(reply.error.message);
      else {
        const { delivered, reason } = v.parse(deliverySchema, reply.result);
        fared.push(delivered ? 'delivered' : (reason ?? ''));
      }
    }
    return fared;
  }
  const bothSay = (what: RegExp) => ways.map((): unknown => expect.stringMatching(what));

  test('has nothing sent to an address of this machine, however it is written', async () => {
    const inside = await startHookOn(here(), '::');
    const port = String(inside.port);
    const written = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0.0.0.0', 'localhost', 'a.localhost', '[::1]'];
    for (const host of [...written, '[::ffff:127.0.0.1]', '[::]', '[64:ff9b::7f00:1]']) {
      expect([host, await tried(`http://${host}:${port}/`)]).toEqual([host, bothSay(refused)]);
    }
    expect(inside.messages()).toEqual([]);
  });

  test('cannot allow that from elsewhere than the machine', async () => {
    const inside = await startHookOn(here(), '127.0.0.1');
    const target = targetAt(`http://127.0.0.1:${String(inside.port)}/`, true);
    for (const open of ways) {
      const send = await open(doors.at(name));
      for (const type of ['notify.set', 'notify.test']) {
        // A program that was paired is not the owner, on this machine neither.
        expect([type, await send(type, { target })]).toMatchObject([type, { error: { code: 'forbidden' } }]);
      }
    }
    expect(inside.messages()).toEqual([]);
  });

  test.skipIf(!canMakeHosts)('has nothing sent where a name or another host leads inside', async () => {
    const { second = null } = doors.network ?? {};
    if (second === null) throw new Error('there is no second host');
    const inside = await startHookOn(here(), '::');
    const credentials = await startHookOn(second.wrap, metadata);
    const outside = await startHookOn(second.wrap, second.ipv4);
    const at = (host: string, port: number, path = '') => `http://${host}:${String(port)}/${path}`;
    const leadingTo = (url: string) => at(second.ipv4, outside.port, encodeURIComponent(url));
    // An ordinary address of the network is sent to, and so is one to which it leads.
    expect(await tried(at(second.ipv4, outside.port))).toEqual(bothSay(/^delivered$/u));
    expect(await tried(leadingTo(at(second.ipv4, outside.port)))).toEqual(bothSay(/^delivered$/u));
    const forbidden = [
      at('127.0.0.1', inside.port),
      at(names['127.0.0.1'], inside.port),
      at(names['::1'], inside.port),
      at(metadata, credentials.port, 'latest/meta-data/'),
      at(names[metadata], credentials.port),
      at(`[::ffff:${metadata}]`, credentials.port),
    ];
    for (const url of forbidden.flatMap((one) => [one, leadingTo(one)])) {
      expect([url, await tried(url)]).toEqual([url, bothSay(refused)]);
    }
    expect(await tried(leadingTo('file:///etc/passwd'))).toEqual(bothSay(/neither http nor https/u));
    expect([inside.messages(), credentials.messages()]).toEqual([[], []]);
    expect(outside.messages()).toHaveLength(ways.length * (3 + forbidden.length + 1));
  });
});
