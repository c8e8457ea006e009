import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readHolder } from '../../src-main/history/holder.ts';
import { askFrom } from '../support/ask-from.ts';
import { canMakeHosts, makeSmallNetwork } from '../support/second-host.ts';
import { startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe.skipIf(!canMakeHosts)('a server that listens on the network', () => {
  test('is encrypted where the config file says so', async () => {
    const network = await makeSmallNetwork();
    onTestFinished(() => network.close());
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'lanpulse.config.json'), '{"host": "0.0.0.0", "tls": true}');
    const server = await startServer({ dataDir, wrap: network.server.wrap });
    onTestFinished(async () => {
      await server.stop();
    });
    const ca = readFileSync(join(dataDir, 'tls', 'certificate.pem'), 'utf8');
    const host = `${network.server.ipv4}:${String(server.port)}`;
    expect(await askFrom(network.second, `https://${host}/healthz`, { ca })).toMatchObject({ status: 200, body: 'ok' });
    expect((await askFrom(network.second, `http://${host}/healthz`)).status).toBe(307);
    const headers = { authorization: `Bearer ${readHolder(dataDir)?.token ?? ''}` };
    const { body } = await askFrom(network.server, `${server.url}/api/v1/sharing`, { ca, headers });
    expect(body).toMatchObject({ on: true, settable: false, tls: { on: true } });
  });
});
