import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, type Session } from 'electron';
import { pageBackground, pagePreferences } from './page-preferences.ts';
import type { RememberedPlace } from './remember-place.ts';

/**
 * Makes the dashboard's window where it was before; its page is loaded by whoever has set it up.
 * @param isHidden true to wait in the tray
 */
export function createWindow(session: Session, place: RememberedPlace, isHidden: boolean): BrowserWindow {
  const window = new BrowserWindow({
    ...(place.bounds() ?? { width: 1280, height: 860 }),
    minWidth: 360,
    minHeight: 480,
    title: 'Lanpulse',
    icon: join(app.getAppPath(), 'resources', 'window-icon.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? pageBackground.dark : pageBackground.light,
    autoHideMenuBar: true,
    show: !isHidden,
    // A page that nobody sees yet knows it, and neither draws nor asks for every sample.
    paintWhenInitiallyHidden: false,
    webPreferences: pagePreferences(session),
  });
  if (place.isMaximized() && !isHidden) window.maximize();
  else if (place.isMaximized()) {
    window.once('show', () => {
      window.maximize();
    });
  }
  place.follow(window);
  return window;
}
