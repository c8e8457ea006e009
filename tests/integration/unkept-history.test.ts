import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alwaysFires, serverForTest, setRule } from '../support/alerting-server.ts';
import { askHistory } from '../support/ask-history.ts';
import { askHistoryStatus } from '../support/ask-history-status.ts';
import { openEventStream } from '../support/event-stream.ts';
import type { RunningServer } from '../support/server.ts';
import { lacksMounts, mountSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function untilLive({ url }: RunningServer, samples = 2): Promise<void> {
  const stream = await openEventStream(`${url}/api/v1/events?metrics=memory`);
  for (let seen = 0; seen < samples; seen += 1) await stream.takeUntil(({ event }) => event === 'sample');
  stream.close();
}

/** Leaves a data directory with some seconds of history. */
async function leaveHistory(dataDir: string): Promise<void> {
  const server = await serverForTest({ dataDir });
  await setRule(server.url, alwaysFires);
  await untilLive(server);
  await server.stop();
}

describe('a server whose history was written by a newer version', () => {
  test('runs without one, says so, and leaves the file as it is', async () => {
    const dataDir = temporaryFolder();
    await leaveHistory(dataDir);
    const path = join(dataDir, 'history.db');
    const file = openSync(path, 'r+');
    // The user version of a database, https://www.sqlite.org/fileformat2.html#user_version_number.
    writeSync(file, Buffer.from([0, 0, 3, 231]), 0, 4, 60);
    closeSync(file);
    const before = readFileSync(path);

    const server = await serverForTest({ dataDir });
    await untilLive(server);
    const status = await askHistoryStatus(server.url);
    expect(status.state).toMatchObject({ kind: 'off', reason: expect.stringMatching(/newer Lanpulse.*version 999/u) });
    await setRule(server.url, { ...alwaysFires, warn: 0.2 });
    await expect(askHistory(server.url, { series: 'cpu.total', from: 0, to: 1, points: 2_000 })).rejects.toThrow(
      'no_history',
    );
    expect(await server.stop()).toBe(0);
    expect(server.stderr().trimEnd().split('\n')).toEqual([
      expect.stringContaining('newer Lanpulse'),
      expect.stringContaining('"audit":"threshold.set"'),
    ]);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dataDir).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

describe.skipIf(lacksMounts())('a data directory that can only be read', () => {
  test.each(['with history', 'that is empty'])(
    '%s does not keep a server from starting, and is said',
    async (what) => {
      const disk = mountSmallDisk(8);
      if (what === 'with history') await leaveHistory(disk.path);
      execFileSync('mount', ['-o', 'remount,ro', disk.path]);
      const server = await serverForTest({ dataDir: disk.path });
      await untilLive(server);
      expect((await askHistoryStatus(server.url)).state).toMatchObject({
        kind: 'paused',
        reason: expect.stringContaining('writable'),
      });
      await expect(setRule(server.url, { ...alwaysFires, warn: 0.2 })).rejects.toThrow(
        /nothing has changed.*only be read/u,
      );
      const { series } = await askHistory(server.url, {
        series: 'memory.used',
        from: Date.now() - 60_000,
        to: Date.now(),
        points: 2_000,
      });
      expect(series).toHaveLength(1);
      execFileSync('mount', ['-o', 'remount,rw', disk.path]);
      const stream = await openEventStream(`${server.url}/api/v1/events?metrics=memory`);
      await stream.takeUntil(({ event, data }) => event === 'presence' && data.includes('"keeping"'));
      await setRule(server.url, { ...alwaysFires, warn: 0.2 });
      expect(await server.stop()).toBe(0);
    },
    120_000,
  );
});
