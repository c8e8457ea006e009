import { once } from 'node:events';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import { replySchema } from '../../src-shared/protocol/commands.ts';

/** Time between two questions, ms. */
const everyMs = 100;

/** A control channel on which something is asked all the time. */
export interface PingingChannel {
  /** Asks once more, waits for the answer, and says how many questions before it have none. */
  unanswered(): Promise<number>;
  close(): void;
}

/** Opens the channel. */
export async function startPinging(
  url: string,
  headers: Readonly<Record<string, string>>,
  ca: string | undefined,
): Promise<PingingChannel> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/control`, { headers, ca });
  await once(socket, 'open');
  let asked = 0;
  let closedWith: number | null = null;
  const open = new Map<string, () => void>();

  /** Resolves when it is answered, or never will be. */
  function ask(): Promise<void> {
    asked += 1;
    const id = `ping-${String(asked)}`;
    return new Promise((resolve) => {
      if (closedWith !== null) {
        resolve();
        return;
      }
      open.set(id, resolve);
      socket.send(JSON.stringify({ id, type: 'ping' }));
    });
  }

  socket.on('message', (data: Buffer) => {
    const { replyTo, ok } = v.parse(replySchema, JSON.parse(data.toString('utf8')));
    if (!ok || replyTo === null) return;
    open.get(replyTo)?.();
    open.delete(replyTo);
  });
  const timer = setInterval(() => {
    if (socket.readyState === socket.OPEN) void ask();
  }, everyMs);
  socket.once('close', (code) => {
    closedWith = code;
    clearInterval(timer);
    for (const settle of open.values()) settle();
  });
  return {
    async unanswered() {
      // Answers come in the order of the questions.
      const last = asked + 1;
      await ask();
      if (closedWith !== null) throw new Error(`The control channel was closed with ${String(closedWith)}.`);
      return [...open.keys()].filter((id) => Number(id.slice('ping-'.length)) < last).length;
    },
    close: () => {
      clearInterval(timer);
      socket.terminate();
    },
  };
}
