import { Fault } from '../../../src-shared/fault.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import type { Outcome } from '../control.ts';
import { createCursor, type Cursor } from '../cursor.ts';
import { parseIncoming, wireName, writeIncoming, type Incoming } from '../incoming.ts';
import type { Ladder } from '../ladder.ts';
import { createTimer } from '../timer.ts';
import type { OpenTransport } from '../transport.ts';
import { createAsks } from './asks.ts';
import { createElection, type Lead } from './election.ts';
import { createFollower, type Follower, type FollowerParts } from './follower.ts';
import { createLeader, type Leader, type LeaderParts } from './leader.ts';
import type { LeadMark } from './lead-mark.ts';
import { outcomeForTab } from './outcome-for-tab.ts';
import type { OpenTabChannel, TabChannel } from './tab-channel.ts';
import type { TabMessage, Wish } from './tab-message.ts';
import { readOutcome, writeOutcome } from './told-outcome.ts';
import { createWishes } from './wishes.ts';

/** Time between two calls of a leader for the wishes of all: those of tabs that crashed are forgotten. */
const callMs = 60_000;

/** The secret id of the viewer that a stream belongs to; tabs that share a stream share it. */
export interface SharedViewer {
  id: string;
}

/** Parts of the feed. */
export interface FeedParts
  extends
    Pick<LeaderParts, 'clock' | 'random' | 'setFilter' | 'onState'>,
    Pick<FollowerParts, 'hello' | 'onMissed' | 'onEvent'> {
  /** Id of this tab. */
  readonly self: string;
  readonly viewer: SharedViewer;
  /** A new secret viewer id. */
  readonly newViewer: () => string;
  /** `null` where tabs cannot hear each other: each then has a stream of its own. */
  readonly openChannel: OpenTabChannel | null;
  /** What the one that leads has. Default: nothing. */
  readonly mark?: LeadMark | null;
  readonly isVisible: () => boolean;
  readonly sse: (cursor: Cursor, filter: () => Filter) => OpenTransport;
  readonly poll: (cursor: Cursor, filter: () => Filter) => OpenTransport;
  readonly filter: Filter;
}

/** The events of the one stream that all tabs of this browser share, whichever of them holds it. */
export interface Feed extends Ladder {
  readonly cursor: Cursor;
  /** Has the server send at least what a filter lets through. `null` where it is away, and will be asked later. */
  readonly want: (filter: Filter) => Promise<Outcome>;
  /** The filter of the shared stream; `null` while it is not known, or its table changes. */
  readonly inForce: Filter | null;
}

/** Makes a feed that stands still. */
export function createFeed(parts: FeedParts): Feed {
  const { clock, self, viewer, isVisible } = parts;
  const sinceMs = clock.wallMs();
  const wish = (filter: Filter): Wish => ({ filter, isVisible: isVisible(), sinceMs });
  const cursor = createCursor();
  const wishes = createWishes(self, wish(parts.filter));
  const asks = createAsks(clock);
  const callTimer = createTimer(clock);
  let channel: TabChannel | null = null;
  let leader: Leader | null = null;
  let follower: Follower | null = null;
  let followed: Filter | null = null;

  const post = (message: TabMessage) => channel?.post(message);
  const postWish = (ask: number | null) => {
    post({ type: 'want', from: self, wish: wishes.own, ask });
  };
  const relay = (event: Incoming, after: string | null) => {
    if (event.event === 'beat') return;
    post({ type: 'event', from: self, event: wireName(event), data: writeIncoming(event), id: event.id, after });
  };
  const rest = () => {
    callTimer.clear();
    leader?.stop();
    follower?.stop();
    leader = follower = followed = null;
    asks.giveUp();
  };
  const call = () => {
    wishes.called();
    election.tell(true);
    void leader?.settle();
    callTimer.set(callMs, call);
  };
  const onLead = () => {
    rest();
    leader = createLeader({
      ...parts,
      cursor,
      sse: parts.sse(cursor, wishes.union),
      poll: parts.poll(cursor, wishes.union),
      union: wishes.union,
      onEvent(event, after) {
        relay(event, after);
        parts.onEvent(event);
      },
      onStatus: () => {
        election.tell(false);
      },
    });
    leader.start();
    callTimer.set(callMs, call);
  };
  const onNews = (lead: Lead) => {
    viewer.id = lead.viewer;
    followed = lead.inForce;
    follower?.state(stateOf(lead));
    if (!lead.call) return;
    wishes.called();
    postWish(null);
  };
  const election = createElection({
    clock,
    self,
    isVisible,
    mark: parts.mark ?? null,
    post,
    seek: () => {
      post({ type: 'seek', from: self, wish: wishes.own });
    },
    status: () => ({
      viewer: viewer.id,
      inForce: leader?.inForce ?? null,
      ...(leader?.state ?? { phase: 'connecting', retryAtMs: null }),
    }),
    succession: wishes.succession,
    onLead,
    onFollow(lead) {
      rest();
      follower = createFollower({
        ...parts,
        cursor,
        onForeign() {
          viewer.id = parts.newViewer();
          election.takeOver();
        },
      });
      postWish(null);
      onNews({ ...lead, call: false });
    },
    onNews,
    onLost: wishes.forget,
  });

  const settled = async (mine: Leader, filter: Filter) => {
    const ofAll = await mine.settle();
    return outcomeForTab(filter, wishes.union(), ofAll);
  };
  const hearAsLeader = async (message: TabMessage, mine: Leader) => {
    if (message.type === 'nudge' && message.how === 'retry') mine.retryNow();
    else if (message.type === 'seek' || (message.type === 'nudge' && message.how === 'wake')) mine.wake();
    if (message.type !== 'seek' && message.type !== 'want' && message.type !== 'leave') return;
    const ofAll = await mine.settle();
    if (message.type !== 'want' || message.ask === null || leader !== mine) return;
    const outcome = writeOutcome(outcomeForTab(message.wish.filter, wishes.union(), ofAll));
    post({ type: 'told', from: self, to: message.from, ask: message.ask, outcome });
    if (mine.presence !== null) relay(mine.presence, null);
  };
  const hear = (message: TabMessage) => {
    wishes.hear(message);
    election.hear(message);
    if (leader !== null) void hearAsLeader(message, leader);
    else if (!election.follows(message.from)) return;
    else if (message.type === 'told' && message.to === self) asks.told(message.ask, readOutcome(message.outcome));
    else if (message.type === 'event') {
      const event = parseIncoming(message.event, message.data, message.id);
      if (event !== null) follower?.event(event, message.after);
    }
  };

  return {
    cursor,
    get inForce() {
      return leader === null ? followed : leader.inForce;
    },
    async want(filter) {
      const before = wishes.own.filter;
      wishes.own = wish(filter);
      if (leader !== null) election.tell(false);
      const outcome = await (leader !== null ? settled(leader, filter) : follower === null ? null : asks.ask(postWish));
      if (outcome instanceof Fault && wishes.own.filter === filter) {
        wishes.own = wish(before);
        if (follower !== null) postWish(null);
      }
      return outcome;
    },
    start() {
      if (parts.openChannel === null) onLead();
      else {
        channel = parts.openChannel(hear);
        election.start();
      }
    },
    stop() {
      post({ type: 'leave', from: self });
      election.stop();
      rest();
      channel?.close();
      channel = null;
    },
    retryNow() {
      if (leader === null) election.nudge('retry');
      else leader.retryNow();
    },
    wake() {
      election.tell(false);
      if (leader === null) election.nudge('wake');
      else leader.wake();
    },
  };
}

function stateOf({ phase, retryAtMs, reason }: Lead) {
  return { phase, retryAtMs, ...(reason === undefined ? {} : { reason }) };
}
