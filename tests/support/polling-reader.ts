import { Agent, get, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, get as getSecure } from 'node:https';
import { createInbox, type Inbox } from './inbox.ts';
import { parsePolled } from './received-event.ts';

/** A reader that polls again as soon as it is answered, over one connection that stays. */
export interface PollingReader extends Inbox {
  stop(): void;
}

/** Begins to poll; it ends, and who waits is told so, when a poll is refused. */
export function startPolling(
  url: string,
  headers: Readonly<Record<string, string>>,
  ca: string | undefined,
): PollingReader {
  const inbox = createInbox();
  const isSecure = url.startsWith('https:');
  const agent = isSecure
    ? new SecureAgent({ keepAlive: true, maxSockets: 1, ca })
    : new Agent({ keepAlive: true, maxSockets: 1 });
  let isOver = false;

  function ask(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const take = (response: IncomingMessage) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('error', reject);
        response.once('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`A poll was refused: ${text}`));
        });
      };
      const sent = isSecure
        ? getSecure(url + path, { agent, headers }, take)
        : get(url + path, { agent, headers }, take);
      sent.once('error', reject);
    });
  }

  async function run(): Promise<void> {
    let after = '';
    while (!isOver) {
      const path = `/api/v1/poll?metrics=memory&after=${after}`;
      // A connection may be closed for being idle just when it is used again: like a browser, it then takes another.
      const text = await ask(path).catch((caught: unknown) => {
        if (caught instanceof Error && 'code' in caught && caught.code === 'ECONNRESET') return ask(path);
        throw caught;
      });
      const { events, last } = parsePolled(text);
      inbox.put(events);
      after = last;
    }
  }

  run().catch((caught: unknown) => {
    inbox.end();
    if (!isOver) process.stderr.write(`${String(caught)}\n`);
  });
  return {
    ...inbox,
    stop: () => {
      isOver = true;
      agent.destroy();
    },
  };
}
