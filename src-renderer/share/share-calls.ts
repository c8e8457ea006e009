import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import {
  pairingSchema,
  sessionsSchema,
  sharingSchema,
  type Pairing,
  type SessionInfo,
  type Sharing,
  type SharingChange,
} from '../../src-shared/protocol/sharing.ts';
import { limitNames, type LimitCounts } from '../../src-shared/protocol/server-limits.ts';
import { fetchJson } from '../link/fetch-json.ts';
import { postJson } from '../link/post-json.ts';
import type { Dashboard } from '../state/model.ts';

/** What the share dialog asks the server for. Each rejects with the Fault of the server. */
export interface ShareCalls {
  readonly sharing: () => Promise<Sharing>;
  readonly change: (change: SharingChange) => Promise<Sharing>;
  /** A new code; the one that this page had before is void. */
  readonly pairing: (role: Role) => Promise<Pairing>;
  readonly sessions: () => Promise<readonly SessionInfo[]>;
  /** How often each limit was met since the start. */
  readonly refused: () => Promise<Partial<LimitCounts>>;
  readonly rename: (sessionId: string, name: string) => Promise<unknown>;
  readonly setRole: (sessionId: string, role: Role) => Promise<unknown>;
  readonly revoke: (sessionId: string) => Promise<unknown>;
  /** All but this page's own. */
  readonly revokeAll: () => Promise<unknown>;
}

/** Of the server's own figures those that are shown here. */
const figuresSchema = v.object({ refused: v.record(v.picklist(limitNames), v.number()) });

/** An answer that takes longer is lost, ms. */
const answerMs = 10_000;

/** The calls of a page. */
export function createShareCalls({ command }: Pick<Dashboard, 'command'>): ShareCalls {
  return {
    sharing: () => read('sharing', sharingSchema),
    change: (change) => postJson('sharing', { ...change }, sharingSchema),
    pairing: (role) => postJson('pairing', { role }, pairingSchema),
    sessions: async () => (await read('sessions', sessionsSchema)).sessions,
    refused: async () => (await read('server', figuresSchema)).refused,
    rename: (sessionId, name) => command('session.rename', { sessionId, name }),
    setRole: (sessionId, role) => command('session.role', { sessionId, role }),
    revoke: (sessionId) => command('session.revoke', { sessionId }),
    revokeAll: () => command('session.revokeAll', {}),
  };
}

async function read<Schema extends v.GenericSchema>(name: string, schema: Schema): Promise<v.InferOutput<Schema>> {
  const answer = await fetchJson(name, new URLSearchParams(), schema, AbortSignal.timeout(answerMs));
  if (answer instanceof Fault) throw answer;
  return answer;
}
