import { describe, expect, onTestFinished, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { askFrom } from '../support/ask-from.ts';
import { startProgram } from '../support/program.ts';
import { canMakeHosts, makeSmallNetwork } from '../support/second-host.ts';
import { countSent } from '../support/sent-by-host.ts';

describe.skipIf(!canMakeHosts)('a server that is not shared', () => {
  test('sends nothing to anybody, and asks for no name', async () => {
    const network = await makeSmallNetwork();
    onTestFinished(() => network.close());
    const sent = await countSent(network);
    const before = await sent();
    const { url } = await serverForTest({ wrap: network.server.wrap });
    const ask = async (path: string) => (await askFrom(network.server, `${url}/${path}`)).status;
    for (const path of ['', 'api/v1/info', 'api/v1/poll', 'api/v1/sharing', 'api/v1/settings', 'metrics']) {
      expect([path, await ask(path)]).toEqual([path, 200]);
    }
    // Every metric has been read, with a process table, and kept.
    await expect.poll(() => ask('api/v1/processes?at=9000000000000'), { timeout: 45_000 }).toBe(200);
    expect(await sent()).toEqual(before);

    // Whoever does ask for a name is seen.
    const asking = "fetch('http://updates.example/').catch(() => undefined); setTimeout(process.exit, 3000)";
    await startProgram('env', [...network.server.wrap, process.execPath, '-e', asking]).ended;
    const after = await sent();
    expect(after.datagrams + after.packets).toBeGreaterThan(before.datagrams + before.packets);
  });
});
