import type { BrowserWindow, WebContents } from 'electron';
import * as v from 'valibot';
import { systemClock } from '../clock.ts';
import type { KeptShell } from './kept-shell.ts';

/** Time between the word that a page could not be loaded and the word that it is no more, at the most, ms. */
const goneWithinMs = 1_000;

const abortedSchema = v.object({ code: v.literal('ERR_ABORTED') });

/**
 * Loads the page. Where it is reloaded or sent elsewhere meanwhile, or its window closes, that is no failure. The first time in
 * a data directory its address asks for a few words over the charts; the page takes that out of its address when they have been
 * read, which is seen here.
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
  await window.loadURL(url.href).catch(async (caught: unknown) => {
    if (!v.is(abortedSchema, caught) && !(await isGone(webContents))) throw caught;
  });
}

/** Whether a page is no more. That it could not be loaded is told before that it was closed, or that its process died. */
async function isGone(webContents: WebContents): Promise<boolean> {
  if (webContents.isDestroyed() || webContents.isCrashed()) return true;
  return new Promise((resolve) => {
    const cancel = systemClock.after(goneWithinMs, () => {
      resolve(false);
    });
    const gone = () => {
      cancel();
      resolve(true);
    };
    webContents.once('destroyed', gone);
    webContents.once('render-process-gone', gone);
  });
}
