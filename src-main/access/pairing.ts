import { Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { PairingLock } from '../../src-shared/protocol/sharing.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { plainAddress } from './loopback.ts';
import { createCode } from './pairing-code.ts';
import { createPairingLock } from './pairing-lock.ts';
import { createSecret, hashOf } from './secret.ts';

/** How long a code is good, ms. */
const codeMs = 5 * 60_000;
/** How long a local link is good, ms. */
const linkMs = 10 * 60_000;
/** Codes that are good at the same time. */
const mostCodes = 8;

/** What a code gives to whoever brings it. */
export interface Grant {
  readonly role: Role;
  /** It came by the local link. */
  readonly isLocal: boolean;
}

/** A new code. `expiresAt` is ms since the epoch, `leftMs` the same from now. */
export interface MadeCode {
  readonly code: string;
  readonly role: Role;
  readonly expiresAt: number;
  readonly leftMs: number;
}

/** Who brings a code. */
export interface Bringer {
  readonly address: string | undefined;
  /** It is on this machine: see `isOnThisMachine` of the access rules. */
  readonly isLocal: boolean;
}

/** Codes for those who want in, each good once. */
export interface Pairing {
  /**
   * Makes a code; the one that the same maker has made before is void.
   * @param maker key of the operator who asks
   * @throws Fault `too_many`
   */
  make(role: Role, maker: string): MadeCode;
  /** Makes the secret of a link that makes one browser on this machine an operator; the one before is void. */
  makeLink(): string;
  /** Voids what somebody has made who may not make any more. */
  forget(maker: string): void;
  /**
   * Uses up a code. Where `pair` fails, it is as good as before.
   * @throws Fault `wrong_code`, for whatever reason it is not good; `pairing_locked`; what `pair` throws
   */
  redeem<Result>(code: string, bringer: Bringer, pair: (grant: Grant) => Promise<Result>): Promise<Result>;
  /** Time until a code from this address is looked at again, ms. */
  lockedMs(address: string | undefined): number;
  /** How guessing stands, for all. */
  lockState(): PairingLock;
}

/** What pairing is made of. */
export interface PairingOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Wrong codes after which no more are looked at for a minute. */
  readonly mostWrong: number;
  /** Called when wrong codes have locked pairing for all. Default: nobody is told. */
  readonly onLocked?: () => void;
}

interface Live extends Grant {
  readonly maker: string;
  /** By both clocks: the one stands still while the machine sleeps, the other can be set back. */
  readonly untilMs: number;
  readonly untilWallMs: number;
  /** Somebody is being paired by it just now. */
  isTaken: boolean;
}

/** Maker of the local link: no session has this key. */
const itself = '';

/**
 * Codes are kept as hashes, and nothing that was tried is looked at before it is hashed, so that neither time nor memory
 * tells how near a guess was. The lock leaves the codes good: against eight of them, ten guesses a minute for five minutes
 * find one in a billion times, and to void them would let anybody on the network keep everybody out.
 */
export function createPairing({ clock, log, mostWrong, onLocked = () => undefined }: PairingOptions): Pairing {
  const lock = createPairingLock(clock, mostWrong);
  const live = new Map<string, Live>();

  function sweep(): void {
    for (const [hash, { untilMs, untilWallMs }] of live) {
      if (untilMs <= clock.monotonicMs() || untilWallMs <= clock.wallMs()) live.delete(hash);
    }
  }

  function forget(maker: string): void {
    for (const [hash, one] of live) if (one.maker === maker) live.delete(hash);
  }

  function find(hash: string, { isLocal }: Bringer): Live | null {
    const found = live.get(hash);
    return found === undefined || found.isTaken || (found.isLocal && !isLocal) ? null : found;
  }

  function add(secret: string, ms: number, one: Grant & Pick<Live, 'maker'>): void {
    const until = { untilMs: clock.monotonicMs() + ms, untilWallMs: clock.wallMs() + ms };
    live.set(hashOf(secret), { ...one, ...until, isTaken: false });
  }

  function refuse(address: string): never {
    if (lock.wrong(address)) {
      log.warn({ address }, `${String(mostWrong)} wrong pairing codes: no code is looked at for a minute`);
      onLocked();
    }
    throw new Fault(
      'wrong_code',
      'This code is not good: mistyped, used already or older than 5 minutes. Ask for a new one.',
    );
  }

  return {
    make(role, maker) {
      sweep();
      forget(maker);
      if (live.size >= mostCodes) {
        throw new Fault('too_many', `${String(mostCodes)} codes wait to be used; try again in a few minutes.`);
      }
      const code = createCode();
      add(code, codeMs, { role, isLocal: false, maker });
      return { code, role, expiresAt: clock.wallMs() + codeMs, leftMs: codeMs };
    },
    makeLink() {
      forget(itself);
      const secret = createSecret();
      add(secret, linkMs, { role: 'operator', isLocal: true, maker: itself });
      return secret;
    },
    forget,
    async redeem(code, bringer, pair) {
      sweep();
      const address = plainAddress(bringer.address ?? '');
      const hash = hashOf(code);
      const found = find(hash, bringer);
      const isLink = found?.isLocal === true;
      // Nobody guesses 256 bits: whoever sits at the machine gets in while others try.
      if (!isLink && lock.leftMs(address) > 0) {
        throw new Fault('pairing_locked', 'Too many wrong codes were tried. Wait a minute, then try again.');
      }
      if (found === null) return refuse(address);
      found.isTaken = true;
      try {
        const result = await pair(found);
        live.delete(hash);
        if (!isLink) lock.right(address);
        return result;
      } finally {
        found.isTaken = false;
      }
    },
    lockedMs: (address) => lock.leftMs(plainAddress(address ?? '')),
    lockState: () => lock.state(),
  };
}
