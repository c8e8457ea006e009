/**
 * What one tab of this browser has at a time and loses with its end, however that comes. It decides nothing: whoever gets it
 * at once knows that no other tab leads or is about to, and need not ask around. A tab that takes long to begin may find that
 * one leads by then; the two hear each other.
 */
export interface LeadMark {
  /** Whether this tab has it. */
  readonly isOwn: () => boolean;
  /** @param run called when this tab gets it from now on */
  readonly onOwn: (run: () => void) => void;
  /** This tab leads: it has the mark as soon as nobody else has it. */
  readonly keep: () => void;
  /** This tab does not lead. */
  readonly drop: () => void;
}

/** The part of the browser's locks that a mark is made of. */
export interface Locks {
  readonly request: (
    name: string,
    options: LockOptions,
    granted: (lock: unknown) => Promise<void> | undefined,
  ) => Promise<unknown>;
}

/** Makes a mark, and takes it where it is free. Where the browser refuses all of them, nobody ever has one. */
export function createLeadMark(locks: Locks, name: string): LeadMark {
  let isWanted = true;
  let release: (() => void) | null = null;
  let queue: AbortController | null = null;
  let tell = (): void => undefined;

  const ask = (options: LockOptions) => {
    const over = locks.request(name, options, (lock) => {
      if (lock === null || !isWanted || release !== null) return undefined;
      return new Promise<void>((resolve) => {
        release = resolve;
        tell();
      });
    });
    // Refused, or not wanted any more.
    over.catch(() => undefined);
  };

  ask({ ifAvailable: true });
  return {
    isOwn: () => release !== null,
    onOwn(run) {
      tell = run;
    },
    keep() {
      isWanted = true;
      if (release !== null || queue !== null) return;
      queue = new AbortController();
      ask({ signal: queue.signal });
    },
    drop() {
      isWanted = false;
      queue?.abort();
      release?.();
      queue = release = null;
    },
  };
}

/**
 * The mark of the tabs that show the same server in this browser, below one address; `null` on a page that is neither
 * encrypted nor this machine's own, where browsers have no locks.
 */
export function browserLeadMark(baseUri: string): LeadMark | null {
  const browserLocks: Locks = { request: (...args) => navigator.locks.request(...args) };
  return 'locks' in navigator ? createLeadMark(browserLocks, `lanpulse ${new URL('.', baseUri).href}`) : null;
}
