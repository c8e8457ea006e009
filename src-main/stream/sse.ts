import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../../src-shared/fault.ts';
import type { Hub } from './hub.ts';
import type { Viewer } from './viewer.ts';

/** How a stream begins. */
export interface SseOptions {
  /** `?lastEventId=` of the request; the `Last-Event-ID` header beats it. Text that is no event id counts as absent. */
  readonly lastEventId?: string | undefined;
}

/**
 * Answers a request with the viewer's event stream: `hello`, then `gap` or the replay, then live until either side
 * ends it. Headers already set on the response stay.
 * @throws Fault `too_many` or `shutting_down`, before anything is written
 */
export function openSse(
  hub: Hub,
  viewer: Viewer,
  req: IncomingMessage,
  res: ServerResponse,
  options: SseOptions,
): void {
  throw new Fault('internal', `not built yet: ${[hub, viewer, req, res, options].join(' ')}`);
}
