import type { Session } from 'electron';
import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { refusalSchema } from '../../src-shared/protocol/commands.ts';

/** Calls of a server's API, below `/api/v1/`, as its owner. */
export interface ServerCalls {
  /** @returns the body, parsed. @throws Fault with the server's own words; rejects where it does not answer in time */
  readonly ask: (path: string, withinMs: number) => Promise<unknown>;
  /** The same with a body, by POST. */
  readonly send: (path: string, body: object, withinMs: number) => Promise<unknown>;
}

/** @param session of the window: what it sends there carries the window's token */
export function serverCalls(url: string, session: Pick<Session, 'fetch'>): ServerCalls {
  async function call(path: string, withinMs: number, init: RequestInit): Promise<unknown> {
    const signal = AbortSignal.timeout(withinMs);
    const response = await session.fetch(new URL(`/api/v1/${path}`, url).href, { ...init, signal });
    if (response.ok) {
      const body: unknown = await response.json();
      return body;
    }
    const refusal = v.safeParse(refusalSchema, await response.json());
    const words = refusal.success ? refusal.output.error.message : `The server answered ${String(response.status)}.`;
    throw new Fault('invalid_request', words);
  }

  return {
    ask: (path, withinMs) => call(path, withinMs, {}),
    send: (path, body, withinMs) =>
      call(path, withinMs, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}
