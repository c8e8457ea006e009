import type { Fault } from '../../../src-shared/fault.ts';
import { parseEventId } from '../../../src-shared/protocol/event-id.ts';
import type { Cursor } from '../cursor.ts';
import type { Incoming } from '../incoming.ts';
import type { LadderState } from '../ladder.ts';
import type { PageClock } from '../page-clock.ts';
import type { Polled } from '../poll-once.ts';
import { createTimer } from '../timer.ts';

/** Time until a beginning that the server did not answer is asked for again. */
const againMs = 1_000;

/** Events that wait for the beginning at most; what comes before the newest of them is fetched. */
const waitingAtMost = 256;

/** Parts of a tab that reads along. */
export interface FollowerParts {
  readonly clock: PageClock;
  readonly cursor: Cursor;
  /** Asks the server for its `hello`, by a short request of this tab. */
  readonly hello: (signal: AbortSignal, onRefused: (fault: Fault) => void) => Promise<Polled | null>;
  /** The stream is of another session than the one this browser has now. */
  readonly onForeign: () => void;
  readonly onEvent: (event: Incoming) => void;
  readonly onState: (state: LadderState) => void;
  /** Events after this id have passed this tab by. */
  readonly onMissed: (id: string) => void;
}

/** Takes over what the leader relays. */
export interface Follower {
  /** How the leader is connected. */
  state(state: LadderState): void;
  /** @param after id of the event before it */
  event(event: Incoming, after: string | null): void;
  stop(): void;
}

/**
 * Follows a leader from now on. A tab that comes to a running stream has missed its `hello` and asks the server for one;
 * where the leader is only about to connect, its `hello` comes along with everything else.
 */
export function createFollower(parts: FollowerParts): Follower {
  const { cursor } = parts;
  const again = createTimer(parts.clock);
  let asking: AbortController | null = null;
  /** `null` once the beginning has been told. */
  let waiting: { event: Incoming; after: string | null }[] | null = [];
  let leader: LadderState = { phase: 'connecting', retryAtMs: null };
  /** The stream may have begun before this tab came. */
  let isNew = true;

  const tellState = () => {
    // What comes next is told when it is there: until then the page stays as it was.
    const isReady = leader.phase === 'retrying' || (isConnected(leader) && waiting === null);
    if (isReady) parts.onState(leader);
  };
  const stopAsking = () => {
    asking?.abort();
    asking = null;
    again.clear();
  };
  /** @param at id up to which the beginning speaks; where this tab has seen less, the rest is to be fetched */
  const begin = (hello: Incoming, at: string | null) => {
    const held = waiting ?? [];
    const seen = cursor.id;
    waiting = null;
    stopAsking();
    tellState();
    cursor.accept(hello);
    const hasMissed = at !== null && isBefore(seen, at);
    if (hasMissed) cursor.examined(at);
    parts.onEvent(hello);
    if (hasMissed && seen !== null) parts.onMissed(seen);
    for (const { event, after } of held) {
      if (epochOf(after) === epochOf(cursor.id)) take(event, after);
    }
  };
  const ask = async () => {
    stopAsking();
    const mine = new AbortController();
    asking = mine;
    const answer = await parts.hello(mine.signal, ({ code }) => {
      if (code === 'forbidden') parts.onForeign();
    });
    if (mine.signal.aborted) return;
    asking = null;
    const hello = answer?.events.find(({ event }) => event === 'hello');
    if (answer !== null && hello !== undefined) begin(hello, answer.last);
    else askLater();
  };
  const askLater = () => {
    again.set(againMs, () => {
      if (isConnected(leader)) void ask();
    });
  };
  const take = (event: Incoming, after: string | null) => {
    const isNext = after === null || after === cursor.id || isBefore(after, cursor.id);
    if (!isNext) {
      // Something has passed this tab by, perhaps the beginning of another server start.
      waiting = [{ event, after }];
      void ask();
    } else if (event.id === null || isBefore(cursor.id, event.id)) {
      if (cursor.accept(event)) parts.onEvent(event);
    }
  };

  return {
    state(next) {
      leader = next;
      tellState();
      if (waiting !== null && asking === null && isConnected(next)) {
        if (isNew) void ask();
        else if (!again.pending) askLater();
      }
      isNew = false;
    },
    event(event, after) {
      // A goodbye waits for nothing: where something is missing before it, nobody would be told any more.
      if (event.event === 'bye') parts.onEvent(event);
      else if (event.event === 'hello') begin(event, after);
      else if (waiting === null) take(event, after);
      else waiting = [...waiting, { event, after }].slice(-waitingAtMost);
    },
    stop: stopAsking,
  };
}

function isConnected({ phase }: LadderState): boolean {
  return phase === 'live' || phase === 'poll';
}

function isBefore(one: string | null, other: string | null): boolean {
  const a = one === null ? null : parseEventId(one);
  const b = other === null ? null : parseEventId(other);
  return a !== null && b !== null && a.epoch === b.epoch && a.seq < b.seq;
}

function epochOf(id: string | null): string | null {
  return id === null ? null : (parseEventId(id)?.epoch ?? null);
}
