import { Fault } from '../../src-shared/fault.ts';
import type { Control } from './control.ts';
import type { PageClock } from './page-clock.ts';
import { createTimer } from './timer.ts';

/** Time between two pings, and from the connection to the first, which leaves a socket time to open. */
const pingEveryMs = 10_000;
const firstPingMs = 300;

/** An answer that took longer was held up, as by a page that is being made, and says little of the way; it is asked for once more at once. */
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
  const ping = async (mine: number, again = false): Promise<void> => {
    const sentMs = clock.monotonicMs();
    // One that a socket took with it has measured nothing, and asked once more it would measure the loss too.
    const outcome = await control.send('ping', {}, false);
    if (mine !== round) return;
    const tookMs = outcome === null || outcome instanceof Fault ? null : clock.monotonicMs() - sentMs;
    onLatency(tookMs);
    const heldUp = !again && tookMs !== null && tookMs > heldUpMs;
    timer.set(heldUp ? 0 : pingEveryMs, () => void ping(mine, heldUp));
  };
  return {
    start() {
      round += 1;
      const mine = round;
      timer.set(firstPingMs, () => void ping(mine));
    },
    stop() {
      round += 1;
      timer.clear();
      onLatency(null);
    },
  };
}
