import { Fault } from '../../src-shared/fault.ts';
import { formatEventId, parseEventId, type EventId } from '../../src-shared/protocol/event-id.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { polledText } from './event-text.ts';
import { holdPoll, type HoldOptions } from './held-poll.ts';
import type { Hub, HubInner } from './hub.ts';
import { collectAfter, type Collected } from './poll-batch.ts';
import { resumeAfter } from './resume.ts';
import type { Viewer } from './viewer.ts';

/** One long poll. */
export interface PollOptions extends HoldOptions {
  /** Id after which events are wanted; left out or empty, the answer is `hello`, at once. */
  readonly after?: string | undefined;
}

/**
 * Answers with the events after an id: at once when there are any, else when the first comes, else empty at the
 * timeout. `body` is the JSON of a `PollAnswer`; its `data` parts are the bytes that a stream carries.
 * @throws Fault `invalid_query` for an `after` that is no event id, `too_many` or `shutting_down`
 */
export async function poll(hub: Hub, viewer: Viewer, options: PollOptions): Promise<{ body: string }> {
  const { inner } = hub;
  inner.assertOpen();
  const after = parseAfter(options.after);
  const isNew = inner.connections.pollBegan(viewer);
  if (isNew || after === null) viewer.announced = inner.announcements.newest;
  try {
    const collected = await answer(inner, viewer, after, options);
    const last = formatEventId({ epoch: inner.epoch, seq: collected.last });
    const more = String(collected.more);
    const body = `{"events":[${collected.events.join(',')}],"last":"${last}","more":${more}}`;
    inner.counts.eventsSent += collected.events.length;
    inner.counts.bytesSent += Buffer.byteLength(body);
    return { body };
  } finally {
    inner.connections.pollEnded(viewer);
  }
}

async function answer(hub: HubInner, viewer: Viewer, after: EventId | null, options: PollOptions): Promise<Collected> {
  if (after === null) {
    return { events: [polledText('hello', hub.helloJson(viewer), null)], last: hub.ring.lastSeq, more: false };
  }
  const point = resumeAfter(after, hub.epoch, hub.ring, hub.clock.wallMs());
  const found = collectAfter(hub, viewer, point);
  if (point.gap !== null) hub.counts.replays += 1;
  if (found.events.length > 0 || found.more) return found;
  const timeoutMs = Math.min(options.timeoutMs, limits.pollMs.max);
  return holdPoll(hub, viewer, found.last, { ...options, timeoutMs });
}

/** @throws Fault `invalid_query` */
function parseAfter(text: string | undefined): EventId | null {
  if (text === undefined || text === '') return null;
  const id = parseEventId(text);
  if (id === null) throw new Fault('invalid_query', '"after" is not the id of an event, such as "k3x9-17".');
  return id;
}
