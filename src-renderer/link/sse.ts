import { eventNames } from '../../src-shared/protocol/events.ts';
import { parseIncoming } from './incoming.ts';
import { readJson } from './read-json.ts';
import type { OpenTransport } from './transport.ts';

/**
 * Server-sent events.
 * @param url address of the stream, asked anew at each opening because it names the id to resume after
 */
export function createSse(url: () => string): OpenTransport {
  return (listener) => {
    const source = new EventSource(url());
    for (const name of eventNames) {
      source.addEventListener(name, (message: MessageEvent<unknown>) => {
        // EventSource repeats the last id on events that have none; the cursor passes over ids it knows.
        const id = message.lastEventId === '' ? null : message.lastEventId;
        const event = parseIncoming(name, readJson(message.data), id);
        if (event !== null) listener.heard(event);
      });
    }
    source.onerror = () => {
      // EventSource would come back by itself after a fixed time; when to try again is the ladder's to decide.
      source.close();
      listener.failed();
    };
    return () => {
      source.onerror = null;
      source.close();
    };
  };
}
