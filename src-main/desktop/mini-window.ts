import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, type Session, type WebContents } from 'electron';
import type { KeptShell } from './kept-shell.ts';
import { pageBackground, pagePreferences } from './page-preferences.ts';
import type { RememberedPlace } from './remember-place.ts';

/** What the mini view needs. */
export interface MiniParts {
  readonly pageUrl: string;
  readonly session: Session;
  readonly place: RememberedPlace;
  readonly kept: Pick<KeptShell, 'read' | 'change'>;
  /** Sets up a page of the app. */
  readonly prepare: (contents: WebContents) => void;
  /** It was opened or closed. */
  readonly onChange: () => void;
}

/** The small window that stays above the others. */
export interface MiniWindow {
  readonly isOpen: () => boolean;
  readonly show: () => void;
  readonly toggle: () => void;
}

/** Longest query of a mini view that is remembered. */
const longestQuery = 1_000;

/**
 * Makes the mini view, closed. Its page is the dashboard's with `view=mini`, and its address says all that people chose
 * there, so the app reads that and remembers it: the metrics, and whether it stays above other windows (`pin`).
 */
export function createMiniWindow({ pageUrl, session, place, kept, prepare, onChange }: MiniParts): MiniWindow {
  let window: BrowserWindow | null = null;

  function remember(url: string): void {
    const { search, searchParams } = new URL(url);
    if (searchParams.get('view') !== 'mini' || search.length > longestQuery) return;
    window?.setAlwaysOnTop(searchParams.get('pin') !== 'off');
    if (search !== kept.read().miniQuery) kept.change({ miniQuery: search });
  }

  async function open(): Promise<void> {
    const made = new BrowserWindow({
      ...(place.bounds() ?? { width: 320, height: 180 }),
      minWidth: 280,
      minHeight: 150,
      title: 'Lanpulse mini view',
      icon: join(app.getAppPath(), 'resources', 'window-icon.png'),
      backgroundColor: nativeTheme.shouldUseDarkColors ? pageBackground.dark : pageBackground.light,
      frame: false,
      alwaysOnTop: true,
      skipTaskbar: true,
      maximizable: false,
      fullscreenable: false,
      webPreferences: pagePreferences(session),
    });
    window = made;
    place.follow(made);
    prepare(made.webContents);
    made.webContents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
      if (isMainFrame) remember(url);
    });
    made.on('closed', () => {
      window = null;
      onChange();
    });
    onChange();
    const { miniQuery } = kept.read();
    await made.loadURL(new URL(miniQuery ?? '?view=mini&pin=on', pageUrl).href);
    if (miniQuery !== null && !made.isDestroyed()) remember(made.webContents.getURL());
  }

  function show(): void {
    if (window !== null) window.show();
    // A page that could not be loaded is loaded again (keep-page.ts), or was closed while it was loaded.
    else open().catch(() => undefined);
  }

  return {
    isOpen: () => window !== null,
    show,
    toggle() {
      if (window === null) show();
      else window.close();
    },
  };
}
