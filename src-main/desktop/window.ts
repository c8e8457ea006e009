import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, type Session } from 'electron';

/** The page's own background colours, so that the window is not white before the first picture. */
const background = { dark: '#161618', light: '#f6f7f9' } as const;

/** Opens the dashboard's window. The page is an ordinary web page: sandboxed, without Node and without a preload. */
export async function openWindow(pageUrl: string, session: Session): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 360,
    minHeight: 480,
    title: 'Lanpulse',
    icon: join(app.getAppPath(), 'resources', 'icon.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    autoHideMenuBar: true,
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  await window.loadURL(pageUrl);
  return window;
}
