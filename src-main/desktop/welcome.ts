import type { BrowserWindow } from 'electron';
import type { KeptShell } from './kept-shell.ts';

/**
 * Loads the page. That it could not be loaded is no failure: it is loaded again (keep-page.ts), or somebody has closed it or
 * sent it elsewhere. The first time in a data directory its address asks for a few words over the charts; the page takes that
 * out of its address when they have been read, which is seen here.
 */
export async function loadPage(
  window: BrowserWindow,
  pageUrl: string,
  kept: Pick<KeptShell, 'read' | 'change'>,
): Promise<void> {
  const { webContents } = window;
  const url = new URL(pageUrl);
  if (!kept.read().welcomed) {
    url.searchParams.set('welcome', 'on');
    webContents.on('did-navigate-in-page', (_event, address, isMainFrame) => {
      if (isMainFrame && !kept.read().welcomed && !new URL(address).searchParams.has('welcome')) {
        kept.change({ welcomed: true });
      }
    });
  }
  await window.loadURL(url.href).catch(() => undefined);
}
