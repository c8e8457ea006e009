import { parseEventId } from '../../src-shared/protocol/event-id.ts';
import type { Incoming } from './incoming.ts';

/** How far this page has read, whatever the transport. */
export interface Cursor {
  /** Id to resume after; `null` before the first `hello`. */
  readonly id: string | null;
  /** False for an event that has been passed on already: two transports may overlap for a moment. */
  accept(event: Incoming): boolean;
  /** The server has looked at everything up to this id, even if the filter let nothing through. */
  examined(id: string): void;
}

/** Makes a cursor that has read nothing. */
export function createCursor(): Cursor {
  let id: string | null = null;
  const epoch = () => (id === null ? null : (parseEventId(id)?.epoch ?? null));
  const sequence = () => (id === null ? -1 : (parseEventId(id)?.seq ?? -1));

  const examined = (upTo: string) => {
    const place = parseEventId(upTo);
    if (place !== null && (place.epoch !== epoch() || place.seq > sequence())) id = upTo;
  };

  return {
    get id() {
      return id;
    },
    accept(event) {
      if (event.event === 'hello') {
        // Of a known epoch, a replay follows and the old place counts. Of a new one, everything after `last` is live.
        if (parseEventId(event.data.last)?.epoch !== epoch()) id = event.data.last;
        return true;
      }
      const place = event.id === null ? null : parseEventId(event.id);
      if (place === null || event.id === null) return true;
      const isSample = event.event === 'sample' || event.event === 'fast';
      if (isSample && place.epoch === epoch() && place.seq <= sequence()) return false;
      examined(event.id);
      return true;
    },
    examined,
  };
}
