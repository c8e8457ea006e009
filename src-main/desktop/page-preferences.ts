import type { Session, WebPreferences } from 'electron';

/** What every page of the app is: an ordinary web page, sandboxed, without Node and without a preload. */
export function pagePreferences(session: Session): WebPreferences {
  return {
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
  };
}

/** The page's own background colours, so that a window is not white before the first picture. */
export const pageBackground = { dark: '#161618', light: '#f6f7f9' } as const;
