import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A message as it came in. */
export interface ReceivedHook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver answers: a status, perhaps a place to go to; `null` never answers. */
export type HookAnswer = { readonly status: number; readonly location?: string } | null;

/** A real service on loopback that takes webhooks. */
export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedHook[];
  /** Resolves when so many have come in. */
  got(count: number): Promise<void>;
}

/** Starts one; it is stopped after the test. `answer` is asked with the number of the message, from 1. */
export async function startWebhookReceiver(
  answer: (nth: number) => HookAnswer = () => ({ status: 200 }),
  host = '127.0.0.1',
): Promise<WebhookReceiver> {
  const received: ReceivedHook[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      const reply = answer(received.length);
      if (reply !== null) {
        response.writeHead(reply.status, reply.location === undefined ? {} : { Location: reply.location });
        response.end();
      }
      for (const one of waiting) if (received.length >= one.count) one.resolve();
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://${host}:${String(port)}/hook/secret`,
    port,
    received,
    got: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
}
