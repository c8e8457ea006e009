import { toFault, type Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { SessionInfo, Sharing, SharingChange } from '../../src-shared/protocol/sharing.ts';
import type { LimitCounts } from '../../src-shared/protocol/server-limits.ts';
import type { PageClock } from '../link/page-clock.ts';
import { createTimer } from '../link/timer.ts';
import { createCodeSupply, type CodeSupply } from './code-supply.svelte.ts';
import type { ShareCalls } from './share-calls.ts';

/** Sharing as an operator sees and changes it, kept up to date while somebody looks. Reactive. */
export interface ShareDesk {
  /** `null` before the first answer. */
  readonly sharing: Sharing | null;
  readonly sessions: readonly SessionInfo[] | null;
  /** How often each limit was met; `null` before the first answer. */
  readonly refused: Partial<LimitCounts> | null;
  readonly code: CodeSupply;
  /** Who was paired last, while the dialog was open; `null` for nobody. */
  readonly newcomer: SessionInfo | null;
  /** Why the newest look failed; else `null`. */
  readonly problem: Fault | null;
  /** Somebody looks at the dialog, or nobody does. */
  readonly look: (looks: boolean) => void;
  /** Looks at once, as after news of who watches. */
  readonly refresh: () => Promise<void>;
  /** These reject with the Fault of the server. */
  readonly change: (change: SharingChange) => Promise<void>;
  readonly rename: (sessionId: string, name: string) => Promise<void>;
  readonly setRole: (sessionId: string, role: Role) => Promise<void>;
  readonly revoke: (sessionId: string) => Promise<void>;
  readonly revokeAll: () => Promise<void>;
}

/** Time between two looks while nothing happens, ms. */
const lookMs = 3_000;

/** Makes the desk of a dialog that is not looked at yet. */
export function createShareDesk(clock: PageClock, calls: ShareCalls): ShareDesk {
  const timer = createTimer(clock);
  const code = createCodeSupply(clock, calls.pairing);
  let sharing = $state.raw<Sharing | null>(null);
  let sessions = $state.raw<readonly SessionInfo[] | null>(null);
  let refused = $state.raw<Partial<LimitCounts> | null>(null);
  let newcomer = $state.raw<SessionInfo | null>(null);
  let problem = $state.raw<Fault | null>(null);
  let looks = false;
  /** Counts the questions, so that a slow old answer does not beat a new one. */
  let asked = 0;

  const takeSharing = (next: Sharing) => {
    // A QR of addresses that are no more leads nowhere.
    if (next.on && (sharing?.on !== true || addressesOf(next) !== addressesOf(sharing))) code.renew();
    sharing = next;
    code.look(looks && next.on);
  };
  const takeSessions = (next: readonly SessionInfo[]) => {
    const known = sessions?.map(({ sessionId }) => sessionId);
    const isFresh = ({ sessionId, kind, current }: SessionInfo) =>
      known?.includes(sessionId) === false && !current && kind !== 'local';
    const fresh = next.find(isFresh);
    sessions = next;
    if (fresh !== undefined) {
      newcomer = fresh;
      code.renew();
    } else if (newcomer !== null) {
      // Renamed or given another role meanwhile.
      newcomer = next.find(({ sessionId }) => sessionId === newcomer?.sessionId) ?? null;
    }
  };
  const refresh = async () => {
    asked += 1;
    const own = asked;
    timer.clear();
    try {
      const [nextSharing, nextSessions, nextRefused] = await Promise.all([
        calls.sharing(),
        calls.sessions(),
        calls.refused(),
      ]);
      if (own !== asked) return;
      takeSharing(nextSharing);
      takeSessions(nextSessions);
      refused = nextRefused;
      problem = null;
    } catch (caught) {
      if (own !== asked) return;
      problem = toFault(caught, 'read_failed', 'The server could not be reached.');
    }
    if (looks) timer.set(lookMs, refreshQuietly);
  };
  const refreshQuietly = () => void refresh();
  /** What an operator did is seen at once. */
  const act = async (work: Promise<unknown>) => {
    await work;
    await refresh();
  };

  return {
    get sharing() {
      return sharing;
    },
    get sessions() {
      return sessions;
    },
    get refused() {
      return refused;
    },
    code,
    get newcomer() {
      return newcomer;
    },
    get problem() {
      return problem;
    },
    look(next) {
      if (next === looks) return;
      looks = next;
      timer.clear();
      code.look(looks && sharing?.on === true);
      if (looks) void refresh();
      else newcomer = null;
    },
    refresh,
    async change(change) {
      const next = await calls.change(change);
      // What was asked before knows nothing of it.
      asked += 1;
      takeSharing(next);
      await refresh();
    },
    rename: (sessionId, name) => act(calls.rename(sessionId, name)),
    setRole: (sessionId, role) => act(calls.setRole(sessionId, role)),
    revoke: (sessionId) => act(calls.revoke(sessionId)),
    revokeAll: () => act(calls.revokeAll()),
  };
}

function addressesOf(sharing: Sharing | null): string {
  return sharing === null ? '' : sharing.addresses.map(({ url }) => url).join(' ');
}
