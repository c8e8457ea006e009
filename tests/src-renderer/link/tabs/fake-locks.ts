import type { Locks } from '../../../../src-renderer/link/tabs/lead-mark.ts';

interface Wait {
  readonly tab: string;
  readonly grant: () => Promise<void> | undefined;
  readonly isOver: () => boolean;
}

/** The locks of a browser, all of one name. */
export interface FakeLocks {
  /** Who holds it; `null` while nobody does. */
  readonly holder: string | null;
  /** @param inTab does something in the tab, as soon as it has time */
  of(tab: string, inTab: (run: () => void) => void): Locks;
  /** What a tab holds ends with it, and what it waits for. */
  gone(tab: string): void;
}

/** Makes locks that nobody holds. */
export function createFakeLocks(): FakeLocks {
  let holder: string | null = null;
  let waiting: Wait[] = [];

  function free(tab: string): void {
    if (holder !== tab) return;
    holder = null;
    serve();
  }

  function serve(): void {
    if (holder !== null) return;
    const next = waiting.find(({ isOver }) => !isOver());
    waiting = waiting.filter((one) => one !== next && !one.isOver());
    if (next === undefined) return;
    holder = next.tab;
    const held = next.grant();
    if (held === undefined) free(next.tab);
    else
      void held.then(() => {
        free(next.tab);
      });
  }

  return {
    get holder() {
      return holder;
    },
    of: (tab, inTab) => ({
      request: (_name, { ifAvailable = false, signal }, granted) =>
        new Promise((resolve) => {
          if (ifAvailable && holder !== null) {
            inTab(() => {
              void granted(null);
            });
            resolve(null);
            return;
          }
          waiting.push({
            tab,
            isOver: () => signal?.aborted === true,
            // Told as other messages are: a page that stands still hears of it later, and has it all the same.
            grant: () =>
              new Promise((release) => {
                inTab(() => {
                  const held = granted({});
                  if (held === undefined) release();
                  else void held.then(release);
                });
              }),
          });
          void Promise.resolve().then(serve);
        }),
    }),
    gone(tab) {
      waiting = waiting.filter((one) => one.tab !== tab);
      free(tab);
    },
  };
}
