import { isTheme, type ThemeChoice } from './url-filter.ts';

const storageKey = 'lanpulse.theme';
const order: readonly ThemeChoice[] = ['auto', 'dark', 'light'];

/** Light and dark, as chosen and as shown. Reactive. */
export interface Theme {
  /** What was chosen in this browser; `null` where it is the one of all screens. */
  readonly own: ThemeChoice | null;
  /** The one that holds: this browser's own, else the one of all screens. */
  readonly choice: ThemeChoice;
  readonly shown: 'dark' | 'light';
  /** Chooses for this browser; `null` goes back to the one of all screens. */
  readonly set: (choice: ThemeChoice | null) => void;
  /** The next of auto, dark, light. */
  readonly next: () => void;
  /** The theme of all screens is this one. */
  readonly follow: (shared: ThemeChoice) => void;
}

/**
 * Puts the theme on `<html data-theme>` and keeps it there.
 * @param fromAddress choice in the page's address, which beats the stored one
 * @param onChoice told when the person chooses
 */
export function createTheme(fromAddress: ThemeChoice | null, onChoice: (choice: ThemeChoice | null) => void): Theme {
  const system = matchMedia('(prefers-color-scheme: light)');
  let own = $state<ThemeChoice | null>(fromAddress ?? readStored());
  let shared = $state<ThemeChoice>('auto');
  let systemIsLight = $state(system.matches);
  const choice = () => own ?? shared;
  const shown = () => (choice() === 'auto' ? (systemIsLight ? 'light' : 'dark') : choice());

  const apply = () => {
    const root = document.documentElement;
    root.dataset.theme = shown();
    const page = getComputedStyle(root).getPropertyValue('--page').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', page);
  };
  const set = (next: ThemeChoice | null) => {
    own = next;
    store(next);
    apply();
    onChoice(next);
  };
  system.addEventListener('change', () => {
    systemIsLight = system.matches;
    apply();
  });
  apply();

  return {
    get own() {
      return own;
    },
    get choice() {
      return choice();
    },
    get shown() {
      return shown() === 'light' ? 'light' : 'dark';
    },
    set,
    next: () => {
      set(order[(order.indexOf(choice()) + 1) % order.length] ?? 'auto');
    },
    follow(next) {
      if (next === shared) return;
      shared = next;
      apply();
    },
  };
}

/** A page may be denied its storage; the choice then lasts as long as the page. */
function readStored(): ThemeChoice | null {
  try {
    const text = localStorage.getItem(storageKey);
    return isTheme(text) ? text : null;
  } catch {
    return null;
  }
}

function store(choice: ThemeChoice | null): boolean {
  try {
    if (choice === null) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
    return true;
  } catch {
    return false;
  }
}
