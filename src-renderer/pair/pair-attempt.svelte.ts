import { toFault, type Fault } from '../../src-shared/fault.ts';
import type { PageClock } from '../link/page-clock.ts';
import { createTimer } from '../link/timer.ts';
import { countdownWords } from './countdown-words.ts';

/** Why a code did not let the device in. */
export interface PairProblem {
  /** `wrong` asks for another code, `locked` for patience, `other` for something the sentence says. */
  readonly kind: 'wrong' | 'locked' | 'other';
  readonly sentence: string;
}

/** What a person on the unpaired page does. Reactive. */
export interface PairAttempt {
  readonly busy: boolean;
  readonly problem: PairProblem | null;
  /** Counts the wrong codes, so that each of them can be told from the one before. */
  readonly wrong: number;
  /** Trying makes no sense before the lock is over. */
  readonly locked: boolean;
  /** Sends the code. Resolves with whether it was right. */
  readonly send: (code: string, name: string) => Promise<boolean>;
  /** The person types on: what was wrong with the last code is over. */
  readonly typed: () => void;
  readonly stop: () => void;
}

/** How long pairing is locked by a server that does not say. */
const lockMs = 60_000;

/**
 * @param pair asks the server; an empty name leaves the naming to it. Rejects with a Fault.
 */
export function createPairAttempt(
  clock: PageClock,
  pair: (code: string, name: string, onWait: (ms: number) => void) => Promise<unknown>,
): PairAttempt {
  const ticker = createTimer(clock);
  let busy = $state(false);
  let fault = $state.raw<Fault | null>(null);
  let wrong = $state(0);
  let leftMs = $state(0);

  const tick = (endMs: number) => {
    leftMs = Math.max(0, endMs - clock.monotonicMs());
    if (leftMs > 0)
      ticker.set(Math.min(1_000, leftMs), () => {
        tick(endMs);
      });
    else fault = null;
  };

  return {
    get busy() {
      return busy;
    },
    get problem() {
      return fault === null ? null : problemOf(fault, leftMs);
    },
    get wrong() {
      return wrong;
    },
    get locked() {
      return leftMs > 0;
    },
    async send(code, name) {
      if (busy || leftMs > 0) return false;
      busy = true;
      fault = null;
      let waitMs = lockMs;
      try {
        await pair(code, name.trim(), (ms) => (waitMs = ms));
        return true;
      } catch (caught) {
        fault = toFault(caught, 'read_failed', 'The server could not be reached.');
        if (fault.code === 'wrong_code') wrong += 1;
        if (fault.code === 'pairing_locked') tick(clock.monotonicMs() + waitMs);
        return false;
      } finally {
        busy = false;
      }
    },
    typed() {
      if (leftMs === 0) fault = null;
    },
    stop: () => {
      ticker.clear();
    },
  };
}

function problemOf({ code, message }: Fault, leftMs: number): PairProblem {
  if (code === 'wrong_code') {
    return {
      kind: 'wrong',
      sentence: 'That code is wrong, used up or too old. Type the one that stands there now.',
    };
  }
  if (code === 'pairing_locked') {
    const left = countdownWords(leftMs);
    return { kind: 'locked', sentence: `Too many wrong codes were typed. You can try again in ${left}.` };
  }
  if (code === 'read_failed') {
    return {
      kind: 'other',
      sentence: 'The server could not be reached. Is this device on the same network? Then try again.',
    };
  }
  return { kind: 'other', sentence: message };
}
