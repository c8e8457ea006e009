import { expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { startProgram, type Program } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const start = (dataDir: string): Program =>
  startProgram(process.execPath, [
    inProject('out', 'main', 'headless.cjs'),
    'serve',
    '--port',
    '0',
    '--data-dir',
    dataDir,
  ]);

test('the data directory of a server that was killed is free at once', async () => {
  const dataDir = temporaryFolder();
  const first = await serverForTest({ dataDir });
  await first.stop('SIGKILL');
  const second = await serverForTest({ dataDir });
  const third = start(dataDir);
  expect(await third.ended).toBe(1);
  // Not the address that the killed one has left.
  expect(third.stderr()).toContain(second.url);
});

test('of servers that start at the same time on one data directory, one runs', async () => {
  const dataDir = temporaryFolder();
  const servers = Array.from({ length: 4 }, () => start(dataDir));
  const lines = await Promise.allSettled(servers.map(({ firstLine }) => firstLine));
  const running = servers.filter((_, place) => lines[place]?.status === 'fulfilled');
  expect(running).toHaveLength(1);
  for (const server of servers) {
    if (running.includes(server)) continue;
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toMatch(/^lanpulse: Another Lanpulse [^\n]+\n$/u);
  }
});
