import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { limits } from '../../src-shared/protocol/limits.ts';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const namespace = `lanpulse-${String(process.pid)}`;
/** The kernel's share of a stalled connection: on loopback it would otherwise hide some MiB. */
const bufferBytes = 16 * 1024;
/** Interfaces that make a sample large, so that the backlog fills within seconds. */
const interfaces = 400;

async function inNamespace(...command: readonly string[]): Promise<string> {
  const { stdout } = await execute('ip', ['netns', 'exec', namespace, ...command], { cwd: root });
  return stdout;
}

const resultSchema = v.object({
  healthy: v.array(v.number()),
  stalled: v.array(v.number()),
  resumed: v.array(v.number()),
  backlogBytes: v.number(),
  longestPauseMs: v.number(),
  exitCode: v.nullable(v.number()),
  drops: v.number(),
  replays: v.number(),
});

/** Only root may make a network namespace; without one the kernel's buffers hide what is to be shown. */
describe.skipIf(process.getuid?.() !== 0)('a reader that stalls, between small socket buffers', () => {
  let result: v.InferOutput<typeof resultSchema>;

  beforeAll(async () => {
    await execute('ip', ['netns', 'add', namespace]);
    await execute('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
    for (const name of ['tcp_rmem', 'tcp_wmem']) {
      const sizes = `4096 ${String(bufferBytes)} ${String(bufferBytes)}`;
      await inNamespace('sysctl', '-q', '-w', `net.ipv4.${name}=${sizes}`);
    }
    for (let pair = 0; pair < interfaces / 2; pair += 1) {
      const [one, two] = [`lanpulse-a${String(pair)}`, `lanpulse-b${String(pair)}`];
      await execute('ip', ['-n', namespace, 'link', 'add', one, 'type', 'veth', 'peer', 'name', two]);
    }
    const script = fileURLToPath(new URL('../support/stalled-reader.ts', import.meta.url));
    const line = await inNamespace(process.execPath, '--import', 'tsx', script);
    result = v.parse(resultSchema, JSON.parse(line));
  });

  afterAll(() => execute('ip', ['netns', 'del', namespace]));

  test('is dropped once, when about 1 MiB waits for it', () => {
    expect(result.drops).toBe(1);
    // Seen from outside, through the figures: the newest samples then may not have been read, or be some more already.
    expect(result.backlogBytes).toBeGreaterThan(limits.backlogBytes * 0.8);
    expect(result.backlogBytes).toBeLessThan(limits.backlogBytes * 2);
  });

  test('resumes by id and then has every sample once', () => {
    expect(result.replays).toBe(1);
    expect([...result.stalled, ...result.resumed]).toEqual(range(result.stalled[0], result.resumed.at(-1)));
    expect(result.resumed.at(-1)).toBe(result.healthy.at(-1));
  });

  test('costs a healthy reader nothing: it has every sample, and none came late', () => {
    expect(result.healthy).toEqual(range(result.healthy[0], result.healthy.at(-1)));
    expect(result.healthy.length).toBeGreaterThan(20);
    expect(result.longestPauseMs).toBeLessThan(3_000);
  });

  test('does not keep the server from ending in order', () => {
    expect(result.exitCode).toBe(0);
  });
});

function range(first = 0, last = -1): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}
