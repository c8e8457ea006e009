import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { readHolder } from '../../src-main/history/holder.ts';
import { pairedSchema, pairingSchema, sharingSchema, type Sharing } from '../../src-shared/protocol/sharing.ts';
import { askFrom, type Answer } from './ask-from.ts';
import type { SmallNetwork } from './second-host.ts';
import { startServer, type RunningServer, type ServerOptions } from './server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A server on one of two hosts, and its switch. */
export interface Shared extends RunningServer {
  /** Asks or sets the switch as the owner's own program does. */
  sharing(change?: object): Promise<Answer>;
  status(): Promise<Sharing>;
  pair(url: string, how?: { ca?: string; role?: string }): Promise<{ authorization: string }>;
  readonly dataDir: string;
}

/** Starts one, stopped after the test. */
export async function serveTo(network: SmallNetwork, options: ServerOptions = {}): Promise<Shared> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const server = await startServer({ ...options, dataDir, wrap: network.server.wrap });
  onTestFinished(async () => {
    if (server.child.exitCode === null) await server.stop();
  });
  const headers = { authorization: `Bearer ${readHolder(dataDir)?.token ?? ''}` };
  const sharing = (body?: object) => {
    return askFrom(network.server, `${server.url}/api/v1/sharing`, {
      headers,
      ...(body === undefined ? {} : { body }),
    });
  };
  const ask = (path: string, body: object) =>
    askFrom(network.server, `${server.url}/api/v1/${path}`, { headers, body });
  /** Pairs a program on the other host; resolves with the headers by which it is known. */
  const pair = async (url: string, { ca, role = 'viewer' }: { ca?: string; role?: string } = {}) => {
    const { code } = v.parse(pairingSchema, (await ask('pairing', { role })).body);
    const answer = await askFrom(network.second, `${url}/api/v1/pair`, {
      body: { code, token: true },
      ...(ca === undefined ? {} : { ca }),
    });
    return { authorization: `Bearer ${v.parse(pairedSchema, answer.body).token ?? ''}` };
  };
  return { ...server, dataDir, sharing, pair, status: async () => v.parse(sharingSchema, (await sharing()).body) };
}
