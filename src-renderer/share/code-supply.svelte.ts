import { toFault, type Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { Pairing } from '../../src-shared/protocol/sharing.ts';
import type { PageClock } from '../link/page-clock.ts';
import { createTimer } from '../link/timer.ts';

/** The code on the screen: always a good one while somebody looks. Reactive. */
export interface CodeSupply {
  /** `null` before the first, and where none can be had. */
  readonly code: Pairing | null;
  /** Time until the code is replaced, ms, moving once a second. */
  readonly leftMs: number;
  /** Share of its time that the code has left, 0 to 1. */
  readonly share: number;
  /** A new one is on its way; the one that is shown may be void already. */
  readonly busy: boolean;
  /** Why there is none; else `null`. */
  readonly problem: Fault | null;
  /** What the next device may do. */
  readonly role: Role;
  /** Makes a code for another role. */
  readonly choose: (role: Role) => void;
  /** Somebody looks, or nobody does. */
  readonly look: (looks: boolean) => void;
  /** Throws the code away, as after its use, and gets another one where somebody looks. */
  readonly renew: () => void;
}

/** Time until a code that could not be had is asked for again. */
const againMs = 5_000;

/**
 * @param make asks the server for a code. Rejects with a Fault.
 */
export function createCodeSupply(clock: PageClock, make: (role: Role) => Promise<Pairing>): CodeSupply {
  const timer = createTimer(clock);
  let code = $state.raw<Pairing | null>(null);
  let leftMs = $state(0);
  let busy = $state(false);
  let problem = $state.raw<Fault | null>(null);
  let role = $state<Role>('viewer');
  let looks = false;
  /** Monotonic time at which the code is worth nothing. */
  let endMs = -Infinity;
  /** Counts the questions: only the newest may answer, because it has voided all others. */
  let asked = 0;

  const tick = () => {
    leftMs = Math.max(0, endMs - clock.monotonicMs());
    if (leftMs > 0) timer.set(leftMs % 1_000 === 0 ? 1_000 : leftMs % 1_000, tick);
    else void fetchCode();
  };
  const fetchCode = async () => {
    asked += 1;
    const own = asked;
    timer.clear();
    busy = true;
    try {
      const made = await make(role);
      if (own !== asked) return;
      code = made;
      problem = null;
      endMs = clock.monotonicMs() + made.leftMs;
    } catch (caught) {
      if (own !== asked) return;
      code = null;
      problem = toFault(caught, 'read_failed', 'No code could be had.');
      endMs = -Infinity;
    }
    busy = false;
    if (!looks) return;
    if (code === null) timer.set(againMs, fetchAgain);
    else tick();
  };
  const fetchAgain = () => void fetchCode();

  return {
    get code() {
      return code;
    },
    get leftMs() {
      return leftMs;
    },
    get share() {
      return code === null || code.leftMs <= 0 ? 0 : leftMs / code.leftMs;
    },
    get busy() {
      return busy;
    },
    get problem() {
      return problem;
    },
    get role() {
      return role;
    },
    choose(next) {
      if (next === role) return;
      role = next;
      if (looks) void fetchCode();
      else endMs = -Infinity;
    },
    look(next) {
      if (next === looks) return;
      looks = next;
      timer.clear();
      if (looks && !busy) tick();
    },
    renew() {
      endMs = -Infinity;
      if (looks) void fetchCode();
    },
  };
}
