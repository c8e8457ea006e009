import { toFault } from '../../src-shared/fault.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { CheckedPair } from './key-pair.ts';
import type { PairSource } from './pair-source.ts';

/** Time between two looks whether another certificate is due, ms. */
const lookEveryMs = 10_000;

/** The certificate that everything encrypted here shows. */
export interface Certificates {
  readonly isOwn: boolean;
  /** The pair in force; `null` as long as nothing is encrypted. */
  current(): CheckedPair | null;
  /**
   * Sees that there is a pair, and that it fits the machine as it is now; from then on it is followed.
   * @throws Fault where there is none
   */
  ensure(): Promise<CheckedPair>;
  /** Calls back with each pair that takes the place of another. */
  onChange(run: (pair: CheckedPair) => void): Cancel;
  /** Why the pair in force is not the one it should be, as a sentence; `null` where it is. */
  problem(): string | null;
  close(): void;
}

/** Nothing is read or made before it is needed. */
export function createCertificates(source: PairSource, clock: Clock, log: Log): Certificates {
  const listeners = new Set<(pair: CheckedPair) => void>();
  let pair: CheckedPair | null = null;
  let problem: string | null = null;
  let cancelLook: Cancel | null = null;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();

  async function refresh(): Promise<CheckedPair> {
    const before = pair;
    const now = await source.refresh(before);
    problem = null;
    pair = now;
    if (before !== null && now !== before) {
      log.info({ fingerprint: now.fingerprint }, 'another certificate is in force');
      for (const tell of listeners) tell(now);
    }
    return now;
  }

  function look(): void {
    cancelLook = clock.after(lookEveryMs, () => {
      const done = last.then(refresh).catch((caught: unknown) => {
        const fault = toFault(caught, 'internal', 'The certificate could not be renewed.');
        if (problem !== fault.message) log.warn({ err: fault }, 'the certificate stays as it was');
        problem = fault.message;
      });
      last = done;
      void done.then(() => {
        if (!isClosed) look();
      });
    });
  }

  return {
    isOwn: source.isOwn,
    current: () => pair,
    async ensure() {
      const done = last.then(refresh);
      // Whoever asked hears of a failure.
      last = done.catch(() => undefined);
      const now = await done;
      if (cancelLook === null && !isClosed) look();
      return now;
    },
    onChange(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
    problem: () =>
      problem ?? (pair !== null && pair.validUntilMs < clock.wallMs() ? 'The certificate has expired.' : null),
    close() {
      isClosed = true;
      cancelLook?.();
    },
  };
}
