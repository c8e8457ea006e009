import { randomBytes } from 'node:crypto';
import { Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { plainAddress } from './loopback.ts';
import { createSecret, hashOf } from './secret.ts';
import { ownerOf, type Session } from './session.ts';
import { sessionFile } from './session-file.ts';
import { givesWay, isForgotten } from './session-limits.ts';

/** Time between two looks at who watches and who has not been seen, and between two writes of that, ms. */
const lookMs = 60_000;

/** What a new session is made of. */
export interface SessionDraft extends Pick<Session, 'name' | 'device' | 'kind' | 'role' | 'address'> {
  /** A session of the same browser that ends with this one: a browser has room for one. */
  readonly replaces?: string | null;
}

/**
 * Why what a session has open must end: it was `revoked`, also by its own wish or because nobody used it for long; or it
 * has `changed`, and comes back as what it now is.
 */
export type SessionEnd = 'revoked' | 'changed';

/** All sessions, and the only writer of them. What takes something away holds at once, also where the disk is full. */
export interface SessionStore {
  /**
   * Name of this store, no secret, which lasts as long as its sessions do: it tells the cookies of this server from those of
   * others whose host and port look the same from outside.
   */
  readonly instance: string;
  /** The session of a token; `null` where there is none. */
  find(token: string): Session | null;
  get(sessionId: string): Session | null;
  /** The session behind a key of `Principal.owner`. */
  ofOwner(owner: string): Session | null;
  /** The newest first. */
  all(): readonly Session[];
  /** Notes that it was used now; `address` is left out where that is not known. */
  seen(sessionId: string, address?: string): void;
  /**
   * Makes one. The token is told here and never again. Where there is no room left, the one not seen for the longest goes.
   * @throws Fault `not_saved`, `too_many`; then nothing has changed
   */
  add(draft: SessionDraft): Promise<{ readonly session: Session; readonly token: string }>;
  /** @throws Fault `not_found`; `not_saved`, then nothing has changed */
  rename(sessionId: string, name: string): Promise<Session>;
  /** @throws Fault `not_found`; `not_saved`, then nobody has become an operator */
  setRole(sessionId: string, role: Role): Promise<Session>;
  /** Ends one. @throws Fault `not_found`; `not_saved`, though it has ended */
  end(sessionId: string): Promise<void>;
  /** Ends all but one, and tells how many. @throws Fault `not_saved`, though they have ended */
  endAllBut(sessionId: string | null): Promise<number>;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

/** What a store is opened with. */
export interface SessionStoreOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** True for an owner that has something open; whoever watches is not forgotten. */
  readonly isWatching: (owner: string) => boolean;
  /** Called when what a session has open must end, before the change is on disk. */
  readonly onEnd: (session: Session, why: SessionEnd) => void;
}

/** Reads the sessions. */
export async function openSessions(options: SessionStoreOptions): Promise<SessionStore> {
  const { clock, log, onEnd } = options;
  const isWatching = (session: Session) => options.isWatching(ownerOf(session));
  const file = sessionFile(options);
  const kept = await file.load();
  const instance = kept.instance ?? randomBytes(6).toString('hex');
  const held = new Map<string, Session>();
  const idByHash = new Map<string, string>();
  let last: Promise<unknown> = Promise.resolve();
  let isUnwritten = false;

  function hold(session: Session): void {
    held.set(session.id, session);
    idByHash.set(session.tokenHash, session.id);
    isUnwritten = true;
  }

  function drop(session: Session, why: SessionEnd): void {
    held.delete(session.id);
    idByHash.delete(session.tokenHash);
    isUnwritten = true;
    onEnd(session, why);
  }

  /** Ends what nobody asked to end. */
  function dropUnasked(session: Session, why: 'unused' | 'no room'): void {
    drop(session, 'revoked');
    tellAudit(session, why);
  }

  function tellAudit({ id, kind, role }: Session, why: 'unused' | 'no room'): void {
    log.audit({ what: 'session.end', by: null, outcome: 'ok', detail: { sessionId: id, kind, role, why } });
  }

  function demand(id: string): Session {
    const session = held.get(id);
    if (session === undefined) throw new Fault('not_found', 'There is no such device; it may have been removed.');
    return session;
  }

  function giveRole(id: string, role: Role): void {
    const before = demand(id);
    if (before.role === role) return;
    hold({ ...before, role });
    onEnd(before, 'changed');
  }

  /** One write at a time, each made from what the one before left. */
  function inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const done = last.then(change);
    // A refused change must not refuse those that come after it.
    last = done.catch(() => undefined);
    return done;
  }

  async function save(sessions: Iterable<Session> = held.values()): Promise<void> {
    isUnwritten = false;
    await file.save({ instance, sessions: [...sessions] }).catch((caught: unknown) => {
      isUnwritten = true;
      throw caught;
    });
  }

  /** Puts on disk what holds already. */
  function saveEnded(first: () => void = () => undefined): Promise<void> {
    const saved = inTurn(() => {
      first();
      return save();
    });
    return saved.catch((cause: unknown) => {
      throw new Fault(
        'not_saved',
        'It has ended, but the server could not write that to its disk: a restart would bring it back. It goes on trying every minute.',
        { cause },
      );
    });
  }

  /** Changes one; on disk first, so that what cannot be saved has not happened. */
  function change(id: string, apply: (before: Session) => Session): Promise<Session> {
    return inTurn(async () => {
      const after = apply(demand(id));
      await save([...held.values()].map((one) => (one.id === id ? after : one)));
      // It may have been ended, demoted or seen meanwhile.
      hold(apply(demand(id)));
      return demand(id);
    });
  }

  function saveQuietly(): Promise<void> {
    return inTurn(() => save()).catch((cause: unknown) => {
      log.warn({ err: cause }, 'the list of paired devices cannot be saved');
    });
  }

  function seen(id: string, address?: string): void {
    const session = held.get(id);
    if (session === undefined) return;
    const from = address === undefined ? session.address : plainAddress(address);
    hold({ ...session, lastSeenAt: clock.wallMs(), address: from });
  }

  function look(): void {
    for (const session of held.values()) {
      if (isWatching(session)) seen(session.id);
      else if (isForgotten(session, clock.wallMs())) dropUnasked(session, 'unused');
    }
    if (isUnwritten) void saveQuietly();
    looking = clock.after(lookMs, look);
  }

  for (const session of kept.sessions) {
    if (!isForgotten(session, clock.wallMs())) hold(session);
    else {
      // Written without it soon, so that it is told once.
      isUnwritten = true;
      tellAudit(session, 'unused');
    }
  }
  // Before it is told to any browser.
  if (held.size > 0 && kept.instance === null) await saveQuietly();
  let looking: Cancel = clock.after(lookMs, look);

  return {
    instance,
    find: (token) => held.get(idByHash.get(hashOf(token)) ?? '') ?? null,
    get: (id) => held.get(id) ?? null,
    ofOwner: (owner) => [...held.values()].find((one) => ownerOf(one) === owner) ?? null,
    all: () => [...held.values()].sort((a, b) => b.pairedAt - a.pairedAt),
    seen,
    add: ({ replaces = null, ...draft }) =>
      inTurn(async () => {
        const token = createSecret();
        const now = clock.wallMs();
        const id = randomBytes(9).toString('base64url');
        const session: Session = { ...draft, id, tokenHash: hashOf(token), pairedAt: now, lastSeenAt: now };
        const replaced = held.get(replaces ?? '');
        const others = [...held.values()].filter((one) => one !== replaced);
        const leaving = givesWay(others, isWatching);
        await save([...others.filter((one) => one !== leaving), session]);
        hold(session);
        if (leaving !== null && held.has(leaving.id)) dropUnasked(leaving, 'no room');
        if (replaced !== undefined && held.has(replaced.id)) drop(replaced, 'changed');
        return { session, token };
      }),
    rename: (id, name) => change(id, (before) => ({ ...before, name })),
    async setRole(id, role) {
      if (role === 'operator') {
        const before = demand(id);
        const session = await change(id, (one) => ({ ...one, role }));
        if (before.role !== role) onEnd(session, 'changed');
      } else {
        giveRole(id, role);
        // Once more in its turn: somebody may be making it an operator just now.
        await saveEnded(() => {
          if (held.has(id)) giveRole(id, role);
        });
      }
      return demand(id);
    },
    async end(id) {
      drop(demand(id), 'revoked');
      await saveEnded();
    },
    async endAllBut(id) {
      const ended = [...held.values()].filter((one) => one.id !== id);
      for (const session of ended) drop(session, 'revoked');
      if (ended.length > 0) await saveEnded();
      return ended.length;
    },
    async close() {
      looking();
      if (isUnwritten) await saveQuietly();
    },
  };
}
