import { createContext } from 'svelte';
import type { Admission } from '../link/fetch-info.ts';
import type { PageClock } from '../link/page-clock.ts';
import { createTimer } from '../link/timer.ts';
import type { PairLink } from './pair-link.ts';
import type { CutOff } from './watch-cut-off.ts';

/**
 * Why the page shows no dashboard: `new` for a device that has never been let in, `ended` for a page that had been and is
 * not any more, `removed` where the server said that somebody took it back, `left` where its own reader did, `again` for a
 * device that may look and has got another code, `decrypted` for one whose session is for TLS only, which is off by now.
 */
export type OutReason = 'new' | 'ended' | 'removed' | 'left' | 'again' | 'decrypted';

/** Whether this page may show the dashboard. */
export type Standing =
  { readonly kind: 'asking' } | { readonly kind: 'in' } | { readonly kind: 'out'; readonly why: OutReason };

/** Parts of {@link createAccess}. */
export interface AccessParts {
  readonly clock: PageClock;
  /** Asks the server; `null` where it cannot be reached. */
  readonly ask: () => Promise<Admission | null>;
  /** Gives the session back. Rejects with a Fault. */
  readonly unpair: () => Promise<unknown>;
  /** The code that came with the address. */
  readonly link: PairLink | null;
  /** The page was opened under a name that only means this machine. */
  readonly isLocal: boolean;
}

/** Whether the page may look, from its start to its end. Reactive. */
export interface Access {
  readonly standing: Standing;
  /** The code that came with the address; `null` once it was used. */
  readonly link: PairLink | null;
  /** This browser has a session that it can give up. */
  readonly hasSession: boolean;
  /** Asks for the first time. */
  readonly begin: () => Promise<void>;
  /** Something says that the page may not be wanted any more: finds out. */
  readonly doubt: (why: CutOff) => Promise<void>;
  /** This page changes who needs a session, and may get one by that: until it is done, nothing is doubted. */
  readonly during: <Result>(work: Promise<Result>) => Promise<Result>;
  /** Looks whether the page has been let in meanwhile, as by another tab of this browser. */
  readonly lookAgain: () => Promise<void>;
  /** The address got a code while the page was open. */
  readonly come: (link: PairLink) => Promise<void>;
  /** The code was right. */
  readonly paired: () => void;
  /** Gives up the session of this browser. Rejects with the Fault of the server. */
  readonly leave: () => Promise<void>;
  /** Does not use the other code that came. */
  readonly stay: () => void;
  /** Goes from "this device was removed" to the page for a code. */
  readonly pairAgain: () => void;
}

/** Set once by `Entry.svelte`. */
export const [getAccess, setAccess] = createContext<Access>();

/** Without an answer for so long the dashboard begins, and shows that it cannot connect. */
const patienceMs = 1_000;
/** Time until a page that is not let in any more asks once more, ms. */
const secondLookMs = 1_000;

/** Makes the access of a page that has not asked yet. */
export function createAccess({ clock, ask, unpair, isLocal, ...parts }: AccessParts): Access {
  const patience = createTimer(clock);
  let standing = $state.raw<Standing>({ kind: 'asking' });
  let link = $state.raw(parts.link);
  let hasSession = $state(false);
  /** The server said so, and has not said otherwise since. */
  let revoked = false;
  let leaving = false;
  let asking: Promise<Admission | null> | null = null;
  let changing: Promise<void> | null = null;

  /** One question at a time: whoever comes meanwhile waits for the same answer. */
  const answer = () => {
    if (asking !== null) return asking;
    const question = ask();
    // Beside the answer, not before it: what is said while it is on its way is told from it by their order.
    question.then(
      (admission) => {
        if (admission !== null) hasSession = admission.session === true;
      },
      () => undefined,
    );
    asking = question.finally(() => {
      asking = null;
    });
    return asking;
  };
  const judge = (admission: Admission | null) => {
    if (admission === null) return;
    // Whoever opened the link of the terminal is at the machine, and is to become an operator.
    const raises = link?.kind === 'local' && isLocal && admission.role !== 'operator';
    // A code that was made for this device is to give it its role, also where it has one already.
    const isAgain = link?.kind === 'scanned' && admission.session === true;
    patience.clear();
    if (admission.required || raises) {
      standing = { kind: 'out', why: admission.encryptedBefore === true ? 'decrypted' : 'new' };
    } else if (isAgain) standing = { kind: 'out', why: 'again' };
    else enter();
  };
  /** `null` where nobody answers. */
  const isRequired = async () => (await answer())?.required ?? null;
  const isDoubtful = () => !leaving && standing.kind === 'in';
  const enter = () => {
    patience.clear();
    revoked = false;
    link = null;
    standing = { kind: 'in' };
  };

  return {
    get standing() {
      return standing;
    },
    get link() {
      return link;
    },
    get hasSession() {
      return hasSession;
    },
    async begin() {
      patience.set(patienceMs, enterUnanswered);
      judge(await answer());
      // Nobody answered: the dashboard says so better.
      if (standing.kind === 'asking') enterUnanswered();
    },
    async doubt(why) {
      if (why === 'revoked') {
        // A question that was asked before may be answered with how things were before.
        await asking;
        revoked = true;
      }
      await changing;
      if (!isDoubtful()) return;
      const before = revoked;
      const required = await isRequired();
      if (required !== true) {
        // What was said while the question was on its way is newer than its answer.
        if (required === false && before === revoked) revoked = false;
        return;
      }
      // Another tab may be turning sharing on: this browser's session is then still on its way.
      if (!revoked) {
        await new Promise<void>((resolve) => clock.after(secondLookMs, resolve));
        if ((await isRequired()) !== true) return;
      }
      if (isDoubtful()) standing = { kind: 'out', why: revoked ? 'removed' : 'ended' };
    },
    async during(work) {
      // Doubts wait for it either way; its failure is for whoever asked for it.
      const over = work.then(
        () => undefined,
        () => undefined,
      );
      changing = over;
      try {
        return await work;
      } finally {
        if (changing === over) changing = null;
      }
    },
    async lookAgain() {
      if (standing.kind !== 'out' || standing.why === 'again') return;
      if ((await isRequired()) === false) enter();
    },
    async come(next) {
      link = next;
      if (standing.kind === 'in') judge(await answer());
    },
    paired() {
      hasSession = true;
      enter();
    },
    stay: enter,
    async leave() {
      leaving = true;
      try {
        await unpair();
        hasSession = false;
        standing = { kind: 'out', why: 'left' };
      } finally {
        leaving = false;
      }
    },
    pairAgain() {
      standing = { kind: 'out', why: 'new' };
    },
  };

  function enterUnanswered(): void {
    patience.clear();
    if (standing.kind === 'asking') standing = { kind: 'in' };
  }
}
