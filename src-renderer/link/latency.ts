import { Fault } from '../../src-shared/fault.ts';
import type { Control } from './control.ts';
import type { PageClock } from './page-clock.ts';
import { createTimer } from './timer.ts';

/** Time between two pings, and from the connection to the first, which leaves a socket time to open. */
const pingEveryMs = 10_000;
const firstPingMs = 300;

/**
 * An answer that took longer was held up and says little of the way; it is asked for once more at once. So is the first one of a
 * connection, which comes while a page is being made.
 */
const heldUpMs = 250;

/** Measures the round trip of commands now and then. */
export interface LatencyMeter {
  start(): void;
  /** Also forgets the last result. */
  stop(): void;
}

/** Makes a meter that is not running. `onLatency` gets ms, `null` where nothing is known. */
export function createLatencyMeter(
  clock: PageClock,
  control: Pick<Control, 'send'>,
  onLatency: (ms: number | null) => void,
): LatencyMeter {
  const timer = createTimer(clock);
  let round = 0;
  const ping = async (mine: number, turn: 'first' | 'again' | null = null): Promise<void> => {
    const sentMs = clock.monotonicMs();
    // One that a socket took with it has measured nothing, and asked once more it would measure the loss too.
    const outcome = await control.send('ping', {}, false);
    if (mine !== round) return;
    const tookMs = outcome === null || outcome instanceof Fault ? null : clock.monotonicMs() - sentMs;
    onLatency(tookMs);
    const heldUp = tookMs !== null && turn !== 'again' && (turn === 'first' || tookMs > heldUpMs);
    if (heldUp) timer.set(0, () => void ping(mine, 'again'));
    else timer.set(pingEveryMs, () => void ping(mine));
  };
  return {
    start() {
      round += 1;
      const mine = round;
      timer.set(firstPingMs, () => void ping(mine, 'first'));
    },
    stop() {
      round += 1;
      timer.clear();
      onLatency(null);
    },
  };
}
