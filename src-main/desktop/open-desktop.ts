import { setTimeout as sleep } from 'node:timers/promises';
import { app, dialog, type Session, type WebContents } from 'electron';
import { toFault } from '../../src-shared/fault.ts';
import { systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { describeApp } from './about.ts';
import { setAppMenu } from './app-menu.ts';
import { closeToTray } from './closing.ts';
import { keepPage } from './keep-page.ts';
import type { KeptShell } from './kept-shell.ts';
import { createMainWindow } from './main-window.ts';
import { createMiniWindow } from './mini-window.ts';
import type { NotificationPause } from './notification-pause.ts';
import { answerOpenings } from './openings.ts';
import { rememberPlace } from './remember-place.ts';
import type { Served } from './served.ts';
import { showChanges } from './show-changes.ts';
import { showUpdates } from './show-updates.ts';
import { hasTrayHost } from './tray-host.ts';
import { startTray } from './tray.ts';
import { loadPage } from './welcome.ts';
import type { Updates } from './updates.ts';
import { createWindow } from './window.ts';

/** What the desktop app is made of. */
export interface DesktopParts {
  readonly pageUrl: string;
  readonly session: Session;
  /** Where the app keeps what belongs to its windows. */
  readonly folder: string;
  readonly log: Log;
  readonly served: Served;
  readonly kept: KeptShell;
  readonly pause: NotificationPause;
  /** Whether people want Lanpulse to go on without its window. */
  readonly staysInTray: () => boolean;
  /** `null` where the app can get none. */
  readonly updates: Updates | null;
  /** Begins in the tray. */
  readonly isHidden: boolean;
  /** Whether the app is about to end. */
  readonly isQuitting: () => boolean;
}

/** The app on the screen. */
export interface Desktop {
  /** Brings the window to the front, wherever it is. */
  showWindow(): void;
  /** Resolves when its page was loaded, or could not be. */
  readonly loaded: Promise<void>;
  /** Resolves when what it remembers is on disk. */
  settled(): Promise<void>;
}

const hourMs = 3_600_000;
/** Time for the page to show its first picture, ms: to ask the desktop for a tray takes programs, which would be in its way. */
const pageFirstMs = 1_000;
/** A server that is not complete by then keeps nobody from the tray, ms. */
const readyMs = 10_000;

/** Makes window, tray and menus, and joins them. */
export async function openDesktop(parts: DesktopParts): Promise<Desktop> {
  const { pageUrl, session, folder, log, served, kept, pause, staysInTray, updates, isHidden, isQuitting } = parts;
  const [place, miniPlace] = await Promise.all([
    rememberPlace(folder, 'place', log),
    rememberPlace(folder, 'mini-place', log),
  ]);
  const quit = () => {
    app.quit();
  };
  const followClosing = closeToTray({
    kept,
    isWanted: staysInTray,
    // An icon that is there is believed where nobody can say.
    hasTray: async () => (await hasTrayHost(process.platform, process.env)) ?? tray.isPlaced(),
    isQuitting,
    quit,
  });
  const main = createMainWindow({
    make() {
      const window = createWindow(session, place, isHidden);
      followClosing(window);
      prepare(window.webContents);
      return window;
    },
    load: (window) => loadPage(window, pageUrl, kept),
    isQuitting,
  });
  // Before the tray and the menus: the page's own process can begin meanwhile.
  const loaded = main.load();
  const pageFirst = sleep(pageFirstMs);
  const mini = createMiniWindow({
    pageUrl,
    session,
    place: miniPlace,
    kept,
    prepare,
    onChange: () => {
      tray.refresh();
    },
  });
  function showWindow(): void {
    main.show();
  }
  function settings(): void {
    main.openAt('settings');
  }
  const shownUpdates =
    updates === null
      ? null
      : showUpdates(updates, {
          window: main.current,
          isPaused: () => pause.until() !== null,
          onChange: () => {
            tray.refresh();
            setMenu();
          },
        });
  const tray = startTray({
    clock: systemClock,
    platform: process.platform,
    hasHost: async () => {
      // Before that it would say that the server does not answer.
      await Promise.race([served.ready, sleep(readyMs)]);
      if (process.platform === 'linux' && !isHidden) await pageFirst;
      return (await hasTrayHost(process.platform, process.env)) === true;
    },
    glance: served.glance,
    state: () => ({
      isMiniOpen: mini.isOpen(),
      pausedUntil: pause.until(),
      update: shownUpdates?.entry() ?? null,
    }),
    actions: {
      open: showWindow,
      toggleMini: mini.toggle,
      share: (on) => void share(on),
      pause: (how) => {
        if (how === null) pause.end();
        else pause.begin(how === 'hour' ? systemClock.wallMs() + hourMs : how);
        tray.refresh();
      },
      settings,
      update: () => shownUpdates?.talk(),
      quit,
    },
  });

  const setMenu = showChanges(
    () => shownUpdates?.entry() ?? null,
    () => {
      setAppMenu(process.platform, { open: showWindow, toggleMini: mini.toggle, settings, updates: shownUpdates });
    },
  );

  async function share(on: boolean): Promise<void> {
    try {
      await served.share(on);
      tray.refresh();
    } catch (caught) {
      tray.restore();
      await tell(caught);
    }
  }

  /** Sets up a page of the app. */
  function prepare(contents: WebContents): void {
    answerOpenings(contents, pageUrl, {
      showWindow,
      showMini: () => {
        mini.show();
      },
    });
    keepPage(contents, log);
  }

  setMenu();
  describeApp();
  app.on('activate', showWindow);
  // Nobody could come to a window that waits in a tray which is not there.
  if (isHidden) {
    void tray.placed.then((isPlaced) => {
      if (!isPlaced) showWindow();
    });
  }
  return {
    showWindow,
    loaded,
    settled: async () => {
      tray.close();
      served.close();
      await Promise.all([place.settled(), miniPlace.settled(), kept.settled()]);
    },
  };
}

/** What somebody asked for could not be done. */
async function tell(caught: unknown): Promise<void> {
  const { message } = toFault(caught, 'internal', 'This could not be changed.');
  await dialog.showMessageBox({ type: 'warning', title: 'Lanpulse', message });
}
