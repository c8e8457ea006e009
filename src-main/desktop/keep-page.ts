import type { WebContents } from 'electron';
import { systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { retryPage } from './retry-page.ts';
import { revivePage } from './revive-page.ts';

/** What Chromium calls a load that somebody has given up for another one. */
const aborted = -3;

/** Sees to it that a window does not stay blank: its page is loaded again where it died or could not be loaded. */
export function keepPage(contents: WebContents, log: Log): void {
  const died = revivePage(systemClock, {
    isDead: () => !contents.isDestroyed() && contents.isCrashed(),
    reload() {
      if (!contents.isDestroyed()) contents.reload();
    },
  });
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error({ reason, exitCode }, 'the process of a page died');
    died();
  });
  const loads = retryPage(systemClock, (address) => {
    // Where it fails once more, the same is told as before.
    if (!contents.isDestroyed()) contents.loadURL(address).catch(() => undefined);
  });
  contents.on('did-fail-load', (_event, code, reason, address, isMainFrame) => {
    if (!isMainFrame || code === aborted) return;
    log.warn({ reason }, 'a page could not be loaded');
    loads.failed(address);
  });
  contents.on('did-navigate', loads.succeeded);
}
