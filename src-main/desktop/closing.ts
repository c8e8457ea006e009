import { app, Notification, type BrowserWindow } from 'electron';
import type { KeptShell } from './kept-shell.ts';

/** What closing the window depends on. */
export interface ClosingParts {
  readonly kept: Pick<KeptShell, 'read' | 'change'>;
  /** Whether people want Lanpulse to go on without its window. */
  readonly isWanted: () => boolean;
  /** Whether the desktop has a tray to come back from. */
  readonly hasTray: () => Promise<boolean>;
  /** Whether the app ends anyhow: then all windows go. */
  readonly isQuitting: () => boolean;
  readonly quit: () => void;
}

const told = {
  stays: {
    title: 'Lanpulse goes on in the tray',
    body: 'It still watches for alerts and serves other screens. Its icon brings the window back; Quit in its menu ends it.',
  },
  ends: {
    title: 'Lanpulse has ended',
    body: 'This desktop has no tray to stay in, so closing the window ends Lanpulse. Nobody watches for alerts now.',
  },
} as const;

/**
 * Lets the app stay in the tray without its window, or ends it; says which, the first time.
 * @returns to be called with each window of the dashboard
 */
export function closeToTray({
  kept,
  isWanted,
  hasTray,
  isQuitting,
  quit,
}: ClosingParts): (window: BrowserWindow) => void {
  function tell(what: keyof typeof told): void {
    const before = kept.read().toldClosing;
    if (before.includes(what) || !Notification.isSupported()) return;
    kept.change({ toldClosing: [...before, what] });
    new Notification({ ...told[what], silent: true }).show();
  }

  async function close(window: BrowserWindow): Promise<void> {
    if (isQuitting()) return;
    if (!isWanted()) {
      quit();
      return;
    }
    const stays = await hasTray();
    if (isQuitting()) return;
    tell(stays ? 'stays' : 'ends');
    if (!stays) quit();
    else if (!window.isDestroyed()) window.hide();
  }

  // Electron would quit by itself. The window's end has decided already, and the mini view's decides nothing.
  app.on('window-all-closed', () => undefined);

  return (window) => {
    window.on('close', (event) => {
      // It is decided after a question to the desktop.
      event.preventDefault();
      void close(window);
    });
    // A page that closes its own window takes it away without a word before.
    window.on('closed', () => void close(window));
  };
}
