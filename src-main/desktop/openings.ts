import type { WebContents } from 'electron';
import { openOutside } from './outside-links.ts';

/** What a page of the app may ask for by opening a window. */
export interface Openings {
  readonly showWindow: () => void;
  readonly showMini: () => void;
}

/**
 * Answers `window.open` of the app's own pages: no window is ever made of it. The address of the dashboard shows the window
 * that there is, the one of the mini view the mini view, and links go to the person's browser. So the page needs no way of
 * its own into the app.
 */
export function answerOpenings(contents: WebContents, pageUrl: string, { showWindow, showMini }: Openings): void {
  const { origin } = new URL(pageUrl);
  contents.setWindowOpenHandler(({ url }) => {
    const wanted = URL.canParse(url) ? new URL(url) : null;
    if (wanted?.origin !== origin) openOutside(url);
    else if (wanted.searchParams.get('view') === 'mini') showMini();
    else showWindow();
    return { action: 'deny' };
  });
}
