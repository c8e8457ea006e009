import type { PageClock } from '../page-clock.ts';
import { createTimer } from '../timer.ts';
import { beats, type Claim } from './claim.ts';
import type { LeadMark } from './lead-mark.ts';
import type { TabMessage, TabMessageOf } from './tab-message.ts';

/** What the leader tells of itself and of the stream. */
export type Lead = TabMessageOf<'lead'>;

/** Parts of an election. */
export interface ElectionParts {
  readonly clock: PageClock;
  /** Id of this tab. */
  readonly self: string;
  readonly isVisible: () => boolean;
  /** Where there is none, each newcomer asks around. */
  readonly mark?: LeadMark | null;
  readonly post: (message: TabMessage) => void;
  /** Tells the others that this tab is there and what it wants. */
  readonly seek: () => void;
  /** What this tab tells as the leader. */
  readonly status: () => Pick<Lead, 'viewer' | 'phase' | 'retryAtMs' | 'reason' | 'inForce'>;
  /** All tabs, best leader first. */
  readonly succession: () => readonly string[];
  /** This tab leads from now on. */
  readonly onLead: () => void;
  /** Another tab leads from now on. */
  readonly onFollow: (lead: Lead) => void;
  /** News of the leader that this tab follows. */
  readonly onNews: (lead: Lead) => void;
  /** That tab is gone without a word. */
  readonly onLost: (tab: string) => void;
}

/** Finds the one tab that leads. */
export interface Election {
  readonly start: () => void;
  /** Takes no part any more; a leader should have said that it leaves. */
  readonly stop: () => void;
  readonly hear: (message: TabMessage) => void;
  /** Tells how the leader stands, if this tab leads. */
  readonly tell: (call: boolean) => void;
  /** Wants something of the leader, or to know whether it is there; where it does not answer, another one takes over. */
  readonly nudge: (how: TabMessageOf<'nudge'>['how']) => void;
  /** Leads in place of the leader that this tab follows. */
  readonly takeOver: () => void;
  readonly follows: (tab: string) => boolean;
}

/** Time for a leader to answer a newcomer; and for another newcomer, who has precedence, to begin to lead. */
const seekMs = { alone: 150, together: 500 } as const;

/** Silence after which a leader is asked whether it is there. Who is not looked at is in less of a hurry. */
const quietMs = { visible: 2_000, hidden: 15_000 } as const;

/** Time that it has to answer. It answers at once even in the background, where only its timers are held back. */
const answerMs = 2_000;

/** A timer that comes so much later says that this page stood still itself, and answers may wait to be read. */
const lateMs = 1_000;

/** Time between two answers to the events of another leader. */
const rivalMs = 1_000;

/** Time between the first successor of a leader and the next one, should that one be gone too. */
const stepMs = 250;

/** A tab that is looked at takes over from one in the background after this: there timers and even the network may stop. */
const preferMs = 10_000;

type Role =
  | { readonly kind: 'idle' }
  /** Waits for somebody to lead; `term` is the highest that it knows of. */
  | { readonly kind: 'seeking'; readonly term: number }
  | { readonly kind: 'leading'; readonly claim: Claim }
  | { readonly kind: 'following'; readonly lead: Lead };

/**
 * An election by messages, for browsers keep locks for secure pages; where they have them, a newcomer that is alone need not
 * wait for answers. Two leaders at a time are possible and do no harm: each hears the other, and {@link beats} says which of
 * them stays. A leader that is gone is noticed by those who follow, so nothing depends on timers of a page in the background.
 */
export function createElection(parts: ElectionParts): Election {
  const { clock, self, post, isVisible, mark } = parts;
  const timer = createTimer(clock);
  const preferTimer = createTimer(clock);
  let role: Role = { kind: 'idle' };
  let heardMs = 0;
  let rivalToldMs = -Infinity;
  let answered = true;

  const tell = (call: boolean) => {
    if (role.kind !== 'leading') return;
    post({ type: 'lead', ...role.claim, isVisible: isVisible(), call, ...parts.status() });
  };
  const claim = (term: number) => {
    timer.clear();
    preferTimer.clear();
    role = { kind: 'leading', claim: { from: self, term, sinceMs: clock.wallMs() } };
    mark?.keep();
    parts.onLead();
    tell(true);
  };
  const wait = (ms: number, term: number, again = false) => {
    const sinceMs = clock.monotonicMs();
    role = { kind: 'seeking', term };
    timer.set(ms, () => {
      if (!again && clock.monotonicMs() - sinceMs > ms + lateMs) wait(ms, term, true);
      else claim(term + 1);
    });
  };

  const watch = () => {
    const left = heardMs + (isVisible() ? quietMs.visible : quietMs.hidden) - clock.monotonicMs();
    if (left > 0) timer.set(left, watch);
    else ask('ping');
  };
  const ask = (how: TabMessageOf<'nudge'>['how'], again = false) => {
    const askedMs = clock.monotonicMs();
    answered = false;
    post({ type: 'nudge', from: self, how });
    timer.set(answerMs, () => {
      if (answered) watch();
      else if (!again && clock.monotonicMs() - askedMs > answerMs + lateMs) ask('ping', true);
      else lost();
    });
  };
  const lost = () => {
    if (role.kind !== 'following') return;
    const { term, from } = role.lead;
    parts.onLost(from);
    preferTimer.clear();
    const place = parts.succession().indexOf(self);
    if (place <= 0) claim(term + 1);
    else wait(place * stepMs, term);
  };

  const prefer = (lead: Lead) => {
    const isPreferred = () => isVisible() && parts.succession().find((tab) => tab !== lead.from) === self;
    if (lead.isVisible || !isPreferred()) preferTimer.clear();
    else if (!preferTimer.pending) {
      preferTimer.set(preferMs, () => {
        if (isPreferred()) claim(lead.term + 1);
      });
    }
  };
  const follow = (lead: Lead) => {
    role = { kind: 'following', lead };
    mark?.drop();
    preferTimer.clear();
    heardMs = clock.monotonicMs();
    answered = true;
    watch();
    prefer(lead);
    parts.onFollow(lead);
  };
  const hearLead = (lead: Lead) => {
    if (role.kind === 'seeking') follow(lead);
    else if (role.kind === 'leading') {
      if (beats(lead, role.claim)) follow(lead);
      else tell(false);
    } else if (role.kind === 'following') {
      if (lead.from === role.lead.from) {
        role = { kind: 'following', lead };
        prefer(lead);
        parts.onNews(lead);
      } else if (beats(lead, role.lead)) follow(lead);
    }
  };

  return {
    start() {
      if (role.kind !== 'idle') return;
      parts.seek();
      if (mark?.isOwn() === true) {
        claim(1);
        return;
      }
      wait(seekMs.alone, 0);
      mark?.onOwn(() => {
        if (role.kind === 'seeking') claim(role.term + 1);
      });
    },
    stop() {
      role = { kind: 'idle' };
      mark?.drop();
      timer.clear();
      preferTimer.clear();
    },
    hear(message) {
      if (role.kind === 'idle') return;
      if (role.kind === 'following' && message.from === role.lead.from) {
        heardMs = clock.monotonicMs();
        answered = true;
      }
      if (message.type === 'lead') hearLead(message);
      else if (message.type === 'leave') {
        if (role.kind === 'following' && message.from === role.lead.from) lost();
      } else if (role.kind === 'leading') {
        if (message.type === 'seek' || message.type === 'nudge') tell(false);
        else if (message.type === 'event' && clock.monotonicMs() - rivalToldMs >= rivalMs) {
          // It comes from another leader, which has to learn of this one.
          rivalToldMs = clock.monotonicMs();
          tell(false);
        }
      } else if (message.type === 'seek' && role.kind === 'seeking' && parts.succession()[0] === message.from) {
        wait(seekMs.together, role.term);
      }
    },
    tell,
    nudge(how) {
      if (role.kind !== 'following') return;
      prefer(role.lead);
      ask(how);
    },
    takeOver() {
      if (role.kind === 'following') claim(role.lead.term + 1);
    },
    follows: (tab) => role.kind === 'following' && role.lead.from === tab,
  };
}
