import type { BrowserWindow } from 'electron';

/** How the window of the dashboard comes to be. */
export interface MainWindowParts {
  /** Makes it, set up and without its page. */
  readonly make: () => BrowserWindow;
  /** Loads the page into it; resolves also where that fails, for it is loaded again then (keep-page.ts). */
  readonly load: (window: BrowserWindow) => Promise<void>;
  /** Whether the app ends: then no window comes any more. */
  readonly isQuitting: () => boolean;
}

/** The window of the dashboard: hidden, shown, or gone until somebody wants it again. */
export interface MainWindow {
  /** The one that there was last. */
  readonly current: () => BrowserWindow;
  /** Brings it to the front, and makes it where its page has closed it. */
  readonly show: () => void;
  /** Loads the page into the first one. */
  readonly load: () => Promise<void>;
  /** Shows it with what its page opens at a fragment of its address. */
  readonly openAt: (fragment: string) => void;
}

/** Makes the window of the dashboard, without its page. */
export function createMainWindow({ make, load, isQuitting }: MainWindowParts): MainWindow {
  let window = make();

  function show(): void {
    if (isQuitting()) return;
    if (window.isDestroyed()) {
      window = make();
      void load(window);
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  return {
    current: () => window,
    show,
    load: () => load(window),
    openAt(fragment) {
      show();
      if (window.isDestroyed()) return;
      const shown = window;
      const go = () => {
        goTo(shown, fragment);
      };
      // Before it is there it has no address.
      if (shown.webContents.isLoadingMainFrame()) shown.webContents.once('did-stop-loading', go);
      else go();
    },
  };
}

function goTo(window: BrowserWindow, fragment: string): void {
  if (window.isDestroyed() || !URL.canParse(window.webContents.getURL())) return;
  const page = new URL(window.webContents.getURL());
  page.hash = fragment;
  // Only the fragment differs: the page stays, and opens it. Where it has to be loaded and fails, it is loaded again.
  window.loadURL(page.href).catch(() => undefined);
}
