import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import * as v from 'valibot';
import { replySchema } from '../../src-shared/protocol/commands.ts';
import { pairedSchema, pairingSchema, sessionsSchema, type SessionInfo } from '../../src-shared/protocol/sharing.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import { readHolder } from '../../src-main/history/holder.ts';
import { askFrom, type Answer, type Question } from './ask-from.ts';
import type { RunningServer } from './server.ts';

/** A program on this machine, with no mark of a browser. */
const here = {
  agent: new Agent({ keepAlive: false }),
  secureAgent: (ca: string) => new SecureAgent({ keepAlive: false, ca }),
};

/** Somebody with a session, and the headers by which they are known. */
export interface Guest {
  readonly sessionId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Secret behind the headers. */
  readonly token: string;
  /** Asks for a path; with a `body` it is a POST of JSON. */
  ask(path: string, question?: Question): Promise<Answer>;
  /** Sends a command by POST. */
  command(type: string, fields?: object): Promise<v.InferOutput<typeof replySchema>>;
}

/** Asks a server from this machine. */
export function ask(server: RunningServer, path: string, question: Question = {}): Promise<Answer> {
  return askFrom(here, server.url + path, question);
}

/** The owner, by the secret in the data directory. */
export function ownerOf(server: RunningServer): Guest {
  const token = readHolder(server.dataDir)?.token ?? '';
  return guest(server, '', token, { authorization: `Bearer ${token}` });
}

/** A new code of the owner's. */
export async function makeCode(server: RunningServer, role: Role): Promise<string> {
  const { body } = await ownerOf(server).ask('/api/v1/pairing', { body: { role } });
  return v.parse(pairingSchema, body).code;
}

/** Pairs a browser. */
export async function pairBrowser(server: RunningServer, role: Role, name?: string): Promise<Guest> {
  const code = await makeCode(server, role);
  const { body, headers } = await ask(server, '/api/v1/pair', {
    body: { code, name },
    headers: { origin: server.url },
  });
  const token = cookieIn(headers, server.port);
  const cookie = `${cookieNameIn(headers)}=${token}`;
  return guest(server, v.parse(pairedSchema, body).sessionId, token, { cookie, origin: server.url });
}

/** Pairs a program. */
export async function pairProgram(server: RunningServer, role: Role, name?: string): Promise<Guest> {
  const code = await makeCode(server, role);
  const { body } = await ask(server, '/api/v1/pair', { body: { code, name, token: true } });
  const { sessionId, token = '' } = v.parse(pairedSchema, body);
  return guest(server, sessionId, token, { authorization: `Bearer ${token}` });
}

/** The token that an answer sets as a cookie. */
export function cookieIn({ 'set-cookie': set }: Answer['headers'], port: number): string {
  const [line = ''] = typeof set === 'string' ? [set] : (set ?? []);
  return new RegExp(`^(?:__Secure-)?lanpulse_${String(port)}_[0-9a-f]{12}=([^;]*)`, 'u').exec(line)?.[1] ?? '';
}

/** The name of that cookie. */
export function cookieNameIn({ 'set-cookie': set }: Answer['headers']): string {
  const [line = ''] = typeof set === 'string' ? [set] : (set ?? []);
  return line.split('=')[0] ?? '';
}

/** All sessions as the owner sees them. */
export async function sessionsOf(server: RunningServer): Promise<readonly SessionInfo[]> {
  return v.parse(sessionsSchema, (await ownerOf(server).ask('/api/v1/sessions')).body).sessions;
}

function guest(server: RunningServer, sessionId: string, token: string, headers: Guest['headers']): Guest {
  const askAs: Guest['ask'] = (path, question = {}) =>
    ask(server, path, { ...question, headers: { ...headers, ...question.headers } });
  return {
    sessionId,
    token,
    headers,
    ask: askAs,
    command: async (type, fields = {}) =>
      v.parse(replySchema, (await askAs('/api/v1/commands', { body: { type, ...fields } })).body),
  };
}
