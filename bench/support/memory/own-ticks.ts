import { get, type IncomingMessage } from 'node:http';

/** How a server with a moved clock knows that what it read in a second has gone out. */
export interface OwnTicks {
  /** Resolves with the next sample. */
  next(): Promise<void>;
  /** Id of the newest sample; `null` before the first. */
  newestId(): string | null;
}

/** Watches one small metric of the server in this process, and keeps nothing of it. */
export async function watchOwnTicks(url: string): Promise<OwnTicks> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/api/v1/events?metrics=load`, { agent: false }).once('response', resolve).once('error', reject);
  });
  let rest = '';
  let newestId: string | null = null;
  let wake = (): void => undefined;
  response.setEncoding('utf8').on('data', (text: string) => {
    const events = (rest + text).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const id = /^id: (?<id>\S+)\nevent: sample\n/u.exec(event)?.groups?.id;
      if (id === undefined) continue;
      newestId = id;
      wake();
    }
  });
  return {
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    newestId: () => newestId,
  };
}
