import type { Config } from '../config/config.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { distinctName } from './distinct-name.ts';
import { createPairing, type Pairing } from './pairing.ts';
import type { AccessRules } from './principal.ts';
import { createSecret } from './secret.ts';
import { ownerOf } from './session.ts';
import { openSessions, type SessionEnd, type SessionStore } from './sessions.ts';

/** Who may come in, and how one becomes somebody who may. */
export interface Access {
  readonly rules: AccessRules;
  readonly sessions: SessionStore;
  readonly pairing: Pairing;
  /** Secret for the owner's programs on this machine; see `AccessRules.ownerToken`. */
  readonly ownerToken: string;
  /**
   * An address that makes one browser on this machine an operator, once; `null` where this machine needs no session.
   * @param url address of the dashboard on this machine
   */
  localLink(url: string): string | null;
  /** Ends what this machine has open without a session, for it needs one from now on. */
  endLoopback(): void;
  /** What people call the device of an owner; `null` without a session. */
  nameOf(owner: string): string | null;
  close(): Promise<void>;
}

/** What access is made of. */
export interface AccessOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly loopbackRole: Config['loopbackRole'];
  /** Secret of the desktop window; `null` where there is no window. */
  readonly windowToken: string | null;
  /** Names under which the server answers besides its own. */
  readonly hostNames: readonly string[];
  /** True while a program on this machine needs a session like everybody else. */
  readonly needsSession: () => boolean;
  /** True for an owner that has something open. */
  readonly isWatching: (owner: string) => boolean;
  /** Called when what an owner has open must end. */
  readonly onEnd: (owner: string, why: SessionEnd) => void;
  /** Wrong codes after which pairing is locked. */
  readonly pairingTries: number;
  /** Called when they have locked it. */
  readonly onLocked: () => void;
}

/** Reads the sessions and joins the parts. */
export async function openAccess(options: AccessOptions): Promise<Access> {
  const { clock, log, loopbackRole, windowToken, hostNames, needsSession, isWatching, onEnd } = options;
  const pairing = createPairing({ clock, log, mostWrong: options.pairingTries, onLocked: options.onLocked });
  const sessions = await openSessions({
    dataDir: options.dataDir,
    clock,
    log,
    isWatching,
    onEnd: (session, why) => {
      // Whoever may not make codes any more has made none.
      pairing.forget(ownerOf(session));
      onEnd(ownerOf(session), why);
    },
  });
  const ownerToken = createSecret();
  return {
    rules: { loopbackRole, windowToken, hostNames, ownerToken, needsSession, sessions },
    sessions,
    pairing,
    ownerToken,
    localLink(url) {
      if (!needsSession() && loopbackRole !== 'none') return null;
      return `${new URL(url).origin}/#pair=${pairing.makeLink()}`;
    },
    endLoopback() {
      onEnd('loopback', 'changed');
    },
    nameOf: (owner) => {
      const name = sessions.ofOwner(owner)?.name;
      return name === undefined ? null : distinctName(name);
    },
    close: () => sessions.close(),
  };
}
