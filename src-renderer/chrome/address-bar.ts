/** Changes that follow each other within this time, as the turns of a wheel do, are one step for the back button. */
const oneStepMs = 1_000;

/** The page's address, and the browser's way back through the ranges that were looked at. */
export interface AddressBar {
  /** Writes the query in place. */
  readonly replace: (search: string) => void;
  /** Writes the query as a step that the back button takes back. */
  readonly step: (search: string) => void;
  /** Calls back after the back or forward button was used; returns the way to stop. */
  readonly onBack: (run: () => void) => () => void;
}

/** The parts of the browser that it needs. */
export interface AddressParts {
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState'>;
  readonly location: Pick<Location, 'pathname' | 'search' | 'hash'>;
  readonly addEventListener: (type: 'popstate', listener: () => void) => void;
  readonly removeEventListener: (type: 'popstate', listener: () => void) => void;
}

/** @param nowMs a clock that never jumps, ms */
export function createAddressBar(browser: AddressParts, nowMs: () => number = () => performance.now()): AddressBar {
  const { history, location } = browser;
  let steppedAtMs = -Infinity;
  const address = (search: string) => `${location.pathname}${search}${location.hash}`;
  const replace = (search: string) => {
    history.replaceState(history.state, '', address(search));
  };
  return {
    replace,
    step(search) {
      if (search === location.search) return;
      const goesOn = nowMs() - steppedAtMs < oneStepMs;
      steppedAtMs = nowMs();
      if (goesOn) replace(search);
      else history.pushState(history.state, '', address(search));
    },
    onBack(run) {
      const listener = () => {
        steppedAtMs = -Infinity;
        run();
      };
      browser.addEventListener('popstate', listener);
      return () => {
        browser.removeEventListener('popstate', listener);
      };
    },
  };
}
