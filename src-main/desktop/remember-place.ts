import { join } from 'node:path';
import { screen, type BrowserWindow } from 'electron';
import { toFault } from '../../src-shared/fault.ts';
import { systemClock } from '../clock.ts';
import { keptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import { placeOn, placeSchema, type Place, type Rectangle } from './place.ts';

/** Where the window was when it was last moved, on a screen that is still there. */
export interface RememberedPlace {
  /** Where it opens; `null` leaves that to the system. */
  readonly bounds: () => Rectangle | null;
  readonly isMaximized: () => boolean;
  /** Keeps where the window is, from now on. */
  follow(window: BrowserWindow): void;
  /** Resolves when what is to be kept is on disk. */
  settled(): Promise<void>;
}

/** A window is dragged through many places; the one where it stays this long is kept, ms. */
const settledMs = 500;

/**
 * Reads where a window was.
 * @param folder where the app keeps what belongs to its windows
 * @param name of the window's file there, without its ending
 */
export async function rememberPlace(folder: string, name: string, log: Log): Promise<RememberedPlace> {
  const file = keptFile({ path: join(folder, `${name}.json`), clock: systemClock, log }, placeSchema);
  let kept = await file.read().catch((caught: unknown) => {
    log.warn({ err: toFault(caught, 'internal', 'Where the window was cannot be read.') }, 'the window opens anew');
    return null;
  });

  function write(place: Place): void {
    file.write(place).catch((caught: unknown) => {
      log.warn({ err: toFault(caught, 'not_saved', 'Where the window is was not saved.') }, 'place not kept');
    });
  }

  /** Screens come and go: they are looked at when a window opens. */
  function bounds(): Rectangle | null {
    const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
    return kept === null ? null : placeOn(screens, kept.bounds);
  }

  return {
    bounds,
    isMaximized: () => bounds() !== null && kept?.isMaximized === true,
    follow(window) {
      let unwritten: Place | null = null;
      let cancel: () => void = () => undefined;
      const save = () => {
        cancel();
        if (unwritten !== null) write(unwritten);
        unwritten = null;
      };
      const note = () => {
        if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
        kept = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
        unwritten = kept;
        cancel();
        cancel = systemClock.after(settledMs, save);
      };
      window.on('resize', note);
      window.on('move', note);
      window.on('maximize', note);
      window.on('unmaximize', note);
      window.on('close', note);
      // A page that closes its own window does so without a word before.
      window.on('closed', save);
    },
    settled: () => file.settled(),
  };
}
