import { Fault } from '../../../src-shared/fault.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import type { Outcome } from '../control.ts';
import { createCursor, type Cursor } from '../cursor.ts';
import type { Incoming } from '../incoming.ts';
import { createLadder, type Ladder, type LadderState } from '../ladder.ts';
import type { PageClock } from '../page-clock.ts';
import type { OpenTransport } from '../transport.ts';
import { isInForce, readFilter, sameTable } from '../wanted-filter.ts';

/** Parts of the tab that holds the stream. */
export interface LeaderParts {
  readonly clock: PageClock;
  readonly random: () => number;
  readonly cursor: Cursor;
  readonly sse: OpenTransport;
  readonly poll: OpenTransport;
  /** What the stream is to let through. */
  readonly union: () => Filter;
  /** Asks the server for it. */
  readonly setFilter: (filter: Filter) => Promise<Outcome>;
  /** @param after id of the event before it */
  readonly onEvent: (event: Incoming, after: string | null) => void;
  /** State or filter are others now. */
  readonly onStatus: () => void;
  readonly onState: (state: LadderState) => void;
}

/** The one stream, and its filter. */
export interface Leader extends Ladder {
  readonly state: LadderState;
  /** The filter in force; `null` while it is not known, or its table changes. */
  readonly inForce: Filter | null;
  /** The newest presence, for tabs that come later. */
  readonly presence: Incoming | null;
  /** Has the server send what all want. `null` where it is away, and will be asked when it comes back. */
  settle(): Promise<Outcome>;
}

/** Makes a leader whose stream is closed. */
export function createLeader(parts: LeaderParts): Leader {
  const { cursor, union } = parts;
  let state: LadderState = { phase: 'connecting', retryAtMs: null };
  let server: { readonly intervalMs: number; filter: Filter | null } | null = null;
  let isTableChanging = false;
  let presence: Incoming | null = null;
  /** How far the others have been told. */
  const told = createCursor();
  if (cursor.id !== null) told.examined(cursor.id);
  let commands: Promise<unknown> = Promise.resolve();

  const apply = async (): Promise<Outcome> => {
    const wanted = union();
    const known = server;
    if (known === null) return null;
    if (known.filter !== null && isInForce(wanted, known.filter, known.intervalMs)) return {};
    isTableChanging = known.filter === null || !sameTable(wanted, known.filter);
    if (isTableChanging) parts.onStatus();
    const outcome = await parts.setFilter(wanted);
    isTableChanging = false;
    if (server !== null && outcome !== null && !(outcome instanceof Fault)) server.filter = wanted;
    parts.onStatus();
    return outcome;
  };
  /** One after the other, so that the last wish is the one that stays. */
  const settle = (): Promise<Outcome> => {
    const settled = commands.then(apply);
    commands = settled;
    return settled;
  };
  const onEvent = (event: Incoming) => {
    if (!cursor.accept(event)) return;
    const before = told.id;
    told.accept(event);
    if (event.event === 'hello') {
      server = { intervalMs: event.data.intervalMs, filter: readFilter(event.data.filter) };
    } else if (event.event === 'presence') {
      presence = event;
      const { intervalMs } = event.data;
      if (server !== null && intervalMs !== undefined) server = { ...server, intervalMs };
    }
    parts.onEvent(event, event.event === 'hello' ? told.id : before);
  };
  const ladder = createLadder({
    clock: parts.clock,
    random: parts.random,
    sse: parts.sse,
    poll: parts.poll,
    onEvent,
    onState(next) {
      state = next;
      parts.onStatus();
      parts.onState(next);
    },
  });

  return {
    ...ladder,
    get state() {
      return state;
    },
    get inForce() {
      return isTableChanging ? null : (server?.filter ?? null);
    },
    get presence() {
      return presence;
    },
    settle,
  };
}
