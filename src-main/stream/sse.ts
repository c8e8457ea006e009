import { Session } from 'better-sse';
import { parseEventId } from '../../src-shared/protocol/event-id.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Hub, HubInner } from './hub.ts';
import { farewell } from './farewell.ts';
import { SseConnection, type StreamRequest, type StreamResponse } from './sse-connection.ts';
import { SseDelivery } from './sse-delivery.ts';
import type { Viewer } from './viewer.ts';

/** How a stream begins. */
export interface SseOptions {
  /** `?lastEventId=` of the request; the `Last-Event-ID` header beats it. Text that is no event id counts as absent. */
  readonly lastEventId?: string | undefined;
  /** Aborted when the way by which the reader came is about to be closed, see `farewell`. Default: it stays. */
  readonly closing?: AbortSignal;
}

/**
 * Answers a request with the viewer's event stream: `hello`, then `gap` or the replay, then live until either side
 * ends it. Headers already set on the response stay.
 * @throws Fault `too_many` or `shutting_down`, before anything is written
 */
export function openSse(hub: Hub, viewer: Viewer, req: StreamRequest, res: StreamResponse, options: SseOptions): void {
  const { inner } = hub;
  inner.assertOpen();
  inner.connections.streamOpened(viewer);
  const header = req.headers['last-event-id'];
  const id = parseEventId((typeof header === 'string' ? header : options.lastEventId) ?? '');
  const connection = new SseConnection(req, res);
  const delivery = new SseDelivery(inner, viewer, connection);
  const { closing } = options;
  const stay = closing === undefined ? null : leaveOn(closing, inner, delivery);
  // `beat` keeps the stream alive instead: a page cannot see comments.
  const session = new Session(connection, { keepAlive: null, retry: limits.retryMs, trustClientEventId: false });
  session.once('connected', () => {
    delivery.begin(id);
  });
  session.on('disconnected', () => {
    stay?.();
    delivery.close();
  });
  // Whoever left before the session could listen will not be reported as disconnected.
  if (!connection.isOpen) delivery.close();
}

/** Has a stream end when its way is about to be closed; returns what takes that back. */
function leaveOn(closing: AbortSignal, inner: HubInner, delivery: SseDelivery): () => void {
  const leave = () => {
    void delivery.end(inner.announcements.single('bye', farewell(closing)));
  };
  closing.addEventListener('abort', leave, { once: true });
  return () => {
    closing.removeEventListener('abort', leave);
  };
}
