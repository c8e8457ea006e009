import { once } from 'node:events';
import { WebSocket } from 'ws';
import * as v from 'valibot';
import { replySchema } from '../../src-shared/protocol/commands.ts';

/** A reply as a client sees it. */
export type ParsedReply = v.InferOutput<typeof replySchema>;

/** One way to send commands; the contract suite runs over each. */
export interface CommandChannel {
  readonly name: 'ws' | 'post';
  /** Sends text as it is, JSON or not. */
  sendText(text: string): Promise<ParsedReply>;
  close(): void;
}

/** Opens the WebSocket channel of a viewer. */
export async function openWebSocket(url: string, viewer?: string): Promise<CommandChannel> {
  const query = viewer === undefined ? '' : `?viewer=${viewer}`;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/control${query}`);
  await once(socket, 'open');
  return {
    name: 'ws',
    sendText: (text) => {
      const reply = new Promise<ParsedReply>((resolve, reject) => {
        const fail = (code: number) => {
          reject(new Error(`closed with ${String(code)}`));
        };
        socket.once('message', (data: Buffer) => {
          socket.off('close', fail);
          resolve(v.parse(replySchema, JSON.parse(data.toString('utf8'))));
        });
        socket.once('close', fail);
      });
      socket.send(text);
      return reply;
    },
    close: () => {
      socket.terminate();
    },
  };
}

/** The same commands by POST; `viewer` goes into every body that is an object. */
export function openPost(url: string, viewer?: string): Promise<CommandChannel> {
  const withViewer = (text: string) =>
    viewer !== undefined && text.startsWith('{"') ? text.replace('{', `{"viewer":"${viewer}",`) : text;
  return Promise.resolve({
    name: 'post',
    sendText: async (text) => {
      const response = await fetch(`${url}/api/v1/commands`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: withViewer(text),
      });
      const body: unknown = await response.json();
      const reply = v.parse(replySchema, body);
      if (reply.ok !== response.ok) throw new Error(`status ${String(response.status)} disagrees with the body`);
      return reply;
    },
    close: () => undefined,
  });
}
