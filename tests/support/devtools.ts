import { once } from 'node:events';
import * as v from 'valibot';
import { expect, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

const targetsSchema = v.array(v.object({ type: v.string(), url: v.string(), webSocketDebuggerUrl: v.string() }));
const messageSchema = v.object({
  id: v.optional(v.number()),
  method: v.optional(v.string()),
  params: v.optional(v.unknown()),
  result: v.optional(v.unknown()),
});
const evaluatedSchema = v.object({ result: v.object({ value: v.optional(v.unknown()) }) });

/** A page as a debugger sees it, and as it is: Playwright would make each believe that somebody looks at it. */
export interface Devtools {
  /** What an expression of the page is; of a promise, what it comes to. Rejects where the page goes meanwhile. */
  evaluate(expression: string): Promise<unknown>;
  /** Told of each event of a name from now on. */
  on(method: string, told: (params: unknown) => void): void;
  send(method: string, params?: object): Promise<unknown>;
}

/** Takes the first page of a program with a DevTools port. */
export async function attachDevtools(browserUrl: string): Promise<Devtools> {
  const { host } = new URL(browserUrl);
  const pages = async () =>
    v
      .parse(targetsSchema, await (await fetch(`http://${host}/json/list`)).json())
      .filter(({ type }) => type === 'page');
  await expect.poll(async () => (await pages()).length, { timeout: 60_000 }).toBeGreaterThan(0);
  const [page] = await pages();
  if (page === undefined) throw new Error('The page has gone.');
  return attach(page.webSocketDebuggerUrl);
}

/** The main process of an Electron that takes a debugger, by the address that it prints. */
export async function attachMainProcess(address: string): Promise<Pick<Devtools, 'evaluate'>> {
  return attach(address);
}

async function attach(address: string): Promise<Devtools> {
  const socket = new WebSocket(address);
  onTestFinished(() => {
    socket.terminate();
  });
  await once(socket, 'open');
  const gone = new Promise<never>((_resolve, reject) => {
    socket.once('close', () => {
      reject(new Error('The page has gone.'));
    });
  });
  // Who waits for an answer then is told; nobody may be.
  gone.catch(() => undefined);
  const waiting = new Map<number, (result: unknown) => void>();
  const listeners = new Map<string, ((params: unknown) => void)[]>();
  let calls = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, method, params, result } = v.parse(messageSchema, JSON.parse(v.parse(v.string(), data)));
    if (id !== undefined) waiting.get(id)?.(result);
    else if (method !== undefined) for (const told of listeners.get(method) ?? []) told(params);
  });
  const send = (method: string, params: object = {}) =>
    Promise.race([
      gone,
      new Promise<unknown>((resolve) => {
        calls += 1;
        waiting.set(calls, resolve);
        socket.send(JSON.stringify({ id: calls, method, params }));
      }),
    ]);
  return {
    send,
    on(method, told) {
      listeners.set(method, [...(listeners.get(method) ?? []), told]);
    },
    async evaluate(expression) {
      const answer = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        // With it the main process has `require`.
        includeCommandLineAPI: true,
      });
      return v.parse(evaluatedSchema, answer).result.value;
    },
  };
}
