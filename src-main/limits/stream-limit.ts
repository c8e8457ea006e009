import { Fault } from '../../src-shared/fault.ts';
import type { Arrival } from '../access/arrival.ts';
import { isLoopbackAddress } from '../access/loopback.ts';
import type { Bounds } from './bounds.ts';
import type { Refusals } from './refusals.ts';

/** What is told from others by its session, and where it came from. */
interface StreamOrigin extends Pick<Arrival, 'remoteAddress' | 'isByProxy'> {
  readonly owner: string;
}

/** Counts what each session has open: event streams, polls under way and control channels. */
export interface StreamLimit {
  /**
   * Counts one more until the function that it returns is called; calling that twice does nothing.
   * @throws Fault `too_many`
   */
  enter(origin: StreamOrigin): () => void;
}

/** Those without a session of their own, `loopback` for example, are one. */
export function createStreamLimit(bounds: Bounds, refusals: Pick<Refusals, 'count'>): StreamLimit {
  const { most, countsLoopback } = bounds('maxStreamsPerSession');
  const open = new Map<string, number>();
  return {
    enter({ owner, remoteAddress = '', isByProxy }) {
      const before = open.get(owner) ?? 0;
      if (before >= most && (countsLoopback || isByProxy || !isLoopbackAddress(remoteAddress))) {
        refusals.count('maxStreamsPerSession', remoteAddress);
        throw new Fault('too_many', `This session has ${String(before)} streams and channels open; close one first.`);
      }
      open.set(owner, before + 1);
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        const left = (open.get(owner) ?? 1) - 1;
        if (left === 0) open.delete(owner);
        else open.set(owner, left);
      };
    },
  };
}
