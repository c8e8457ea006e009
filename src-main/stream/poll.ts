import { Fault } from '../../src-shared/fault.ts';
import type { Hub } from './hub.ts';
import type { Viewer } from './viewer.ts';

/** One long poll. */
export interface PollOptions {
  /** Id after which events are wanted; left out or empty, the answer is `hello`, at once. */
  readonly after?: string | undefined;
  /** Longest hold, ms; more than {@link limits.pollMs.max} is cut to it. */
  readonly timeoutMs: number;
  /** Aborted when the asker has gone. */
  readonly signal: AbortSignal;
}

/**
 * Answers with the events after an id: at once when there are any, else when the first comes, else empty at the
 * timeout. `body` is the JSON of a `PollAnswer`; its `data` parts are the bytes that a stream carries.
 * @throws Fault `invalid_query` for an `after` that is no event id, `too_many` or `shutting_down`
 */
export async function poll(hub: Hub, viewer: Viewer, options: PollOptions): Promise<{ body: string }> {
  await Promise.resolve();
  throw new Fault('internal', `not built yet: ${[hub, viewer, options].join(' ')}`);
}
