import { isTheme, type ThemeChoice } from './url-filter.ts';

const storageKey = 'lanpulse.theme';
const order: readonly ThemeChoice[] = ['auto', 'dark', 'light'];

/** Light and dark, as chosen and as shown. Reactive. */
export interface Theme {
  readonly choice: ThemeChoice;
  readonly shown: 'dark' | 'light';
  readonly set: (choice: ThemeChoice) => void;
  /** The next of auto, dark, light. */
  readonly next: () => void;
}

/**
 * Puts the theme on `<html data-theme>` and keeps it there.
 * @param fromAddress choice in the page's address, which beats the stored one
 * @param onChoice told when the person chooses
 */
export function createTheme(fromAddress: ThemeChoice | null, onChoice: (choice: ThemeChoice) => void): Theme {
  const system = matchMedia('(prefers-color-scheme: light)');
  let choice = $state<ThemeChoice>(fromAddress ?? readStored() ?? 'auto');
  let systemIsLight = $state(system.matches);
  const shown = () => (choice === 'auto' ? (systemIsLight ? 'light' : 'dark') : choice);

  const apply = () => {
    const root = document.documentElement;
    root.dataset.theme = shown();
    const page = getComputedStyle(root).getPropertyValue('--page').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', page);
  };
  const set = (next: ThemeChoice) => {
    choice = next;
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
    get choice() {
      return choice;
    },
    get shown() {
      return shown();
    },
    set,
    next: () => {
      set(order[(order.indexOf(choice) + 1) % order.length] ?? 'auto');
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

function store(choice: ThemeChoice): boolean {
  try {
    localStorage.setItem(storageKey, choice);
    return true;
  } catch {
    return false;
  }
}
