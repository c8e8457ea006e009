import { Fault } from '../../src-shared/fault.ts';
import type { Control } from './control.ts';
import type { PageClock } from './page-clock.ts';
import { createTimer } from './timer.ts';

/** Time between two pings, and from the connection to the first, which leaves a socket time to open. */
const pingEveryMs = 10_000;
const firstPingMs = 300;

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
  const ping = async (mine: number): Promise<void> => {
    const sentMs = clock.monotonicMs();
    const outcome = await control.send('ping', {});
    if (mine !== round) return;
    onLatency(outcome === null || outcome instanceof Fault ? null : clock.monotonicMs() - sentMs);
    timer.set(pingEveryMs, () => void ping(mine));
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
