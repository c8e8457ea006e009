import type { Link } from '../link.ts';

/** The parts of `document` and `window` that tell when a page is put to sleep. */
export interface SleepParts {
  readonly page: Pick<Document, 'addEventListener' | 'removeEventListener'>;
  readonly frame: Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

/**
 * A link that lets go of everything when its page is closed, frozen, or kept for the way back, and begins again when the
 * page returns: a page that sleeps must not hold the stream that other tabs read.
 */
export function watchSleep(link: Link, { page, frame }: SleepParts = { page: document, frame: window }): Link {
  let awake = false;
  const sleep = () => {
    if (awake) link.stop();
    awake = false;
  };
  const wake = () => {
    if (!awake) link.start();
    awake = true;
  };
  return {
    ...link,
    start() {
      frame.addEventListener('pagehide', sleep);
      frame.addEventListener('pageshow', wake);
      page.addEventListener('freeze', sleep);
      page.addEventListener('resume', wake);
      wake();
    },
    stop() {
      frame.removeEventListener('pagehide', sleep);
      frame.removeEventListener('pageshow', wake);
      page.removeEventListener('freeze', sleep);
      page.removeEventListener('resume', wake);
      sleep();
    },
  };
}
