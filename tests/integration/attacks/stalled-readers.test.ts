import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../../src-shared/protocol/limits.ts';
import { gatherCrowd } from '../../support/crowd.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { canMakeHosts, type SmallNetwork } from '../../support/second-host.ts';

const execute = promisify(execFile);
/** The kernel's share of a stalled connection: it would otherwise hide some MiB. */
const bufferBytes = 16 * 1024;
/** The hundred who are not to feel it. */
const others = { streams: 60, polls: 20, channels: 20 };
/** Rules with long names, which make every `rules` event some 100 kB. */
const longRules = 250;

const figuresSchema = v.object({ drops: v.number() });
const changedSchema = v.object({ ok: v.literal(true), result: v.object({ revision: v.number() }) });

let doors: Awaited<ReturnType<typeof openDoors>>;

async function narrow({ server, second }: SmallNetwork): Promise<void> {
  const sizes = `4096 ${String(bufferBytes)} ${String(bufferBytes)}`;
  for (const { wrap } of [server, second]) {
    const [program = '', ...args] = wrap;
    await execute(program, [...args, 'sysctl', '-q', '-w', `net.ipv4.tcp_rmem=${sizes}`, `net.ipv4.tcp_wmem=${sizes}`]);
    // Packets of loopback are otherwise larger than what fits, and each waits for a timer.
    await execute(program, [...args, 'ip', 'link', 'set', 'lo', 'mtu', '1500']);
  }
}

/** Changes a rule that watches nothing, of which everybody is told; the revision of the rules then. */
async function changeRule(door: Door, n: number, warn: number): Promise<number> {
  const instance = `${'x'.repeat(240)}${String(n)}`;
  const levels = { direction: 'above', warn, critical: null, clear: null, forMs: 0, keepMs: 0, enabled: false };
  const body = JSON.stringify({ type: 'threshold.set', rule: { series: 'network.received', instance, ...levels } });
  const headers = { ...door.as.operator, 'content-type': 'application/json' };
  const { text } = await door.ask('/api/v1/commands', { method: 'POST', headers, body });
  return v.parse(changedSchema, JSON.parse(text)).result.revision;
}

async function dropsOf(door: Door): Promise<number> {
  const { text } = await door.ask('/api/v1/server', { headers: door.as.operator });
  return v.parse(figuresSchema, JSON.parse(text)).drops;
}

/** Only root may make a network with small buffers; without one the kernel's hide what is to be shown. */
describe.skipIf(!canMakeHosts)('a reader that asks for a stream and reads nothing', () => {
  beforeAll(async () => {
    doors = await openDoors(['--history', 'off', '--max-connections-per-address', '1000'], {}, narrow);
    for (const name of ['loopback', 'loopback, HTTP/2'] as const) {
      for (let n = 0; n < longRules; n += 1) await changeRule(doors.at(name), n, 1);
    }
  });
  afterAll(() => doors.close());

  // No clock decides here: each event is sent when all others have the one before.
  test.each(doorNames)(
    'is dropped through %s, and until then each event is with a hundred others before the next one is made',
    { timeout: 240_000 },
    async (name) => {
      const door = doors.at(name);
      const before = await dropsOf(door);
      const crowd = await gatherCrowd(door, others);
      onTestFinished(() => {
        crowd.close();
      });
      const stalled = await door.stall('/api/v1/events?metrics=memory', door.as.viewer);
      onTestFinished(() => {
        stalled.destroy();
      });
      const eventBytes = (await door.ask('/api/v1/rules', { headers: door.as.viewer })).text.length;
      let sent = 0;
      while ((await dropsOf(door)) === before) {
        sent += 1;
        const revision = await changeRule(door, 0, Date.now());
        await crowd.allHave('rules', `{"revision":${String(revision)},`);
        // From outside: the kernel and what lies between hold some too.
        expect(sent * eventBytes).toBeLessThan(limits.backlogBytes * 4);
      }
      expect(sent * eventBytes).toBeGreaterThan(limits.backlogBytes * 0.8);

      // Nobody else was, and nobody lacks anything.
      for (const seqs of await crowd.ids()) expect(seqs).toEqual(seqs.map((_, n) => (seqs[0] ?? 0) + n));
      expect(await dropsOf(door)).toBe(before + 1);

      // What is left of it is a beginning and an end.
      const ended = once(stalled, 'close');
      stalled.resume();
      await ended;
    },
  );
});
