import { stat } from 'node:fs/promises';
import type { Cancel, Clock } from '../clock.ts';

/** Time between two looks at the file, ms. */
const lookEveryMs = 2_000;

/**
 * Follows one file. It is looked at now and then: its folder may be the one where the history is written each second, of
 * which a watch on the folder would tell each time, and a watch on the file alone loses it when an editor replaces it.
 * @param onChange called when the file may be another: replaced, written, made or removed
 */
export function watchFile(path: string, clock: Clock, onChange: () => void): { readonly close: () => void } {
  /** Nothing yet: between its reading at the start and the first look it may have changed already. */
  let seen = '';
  /** False after a change: the file may have been another when it was read than when it was looked at. */
  let isSettled = false;
  let isClosed = false;
  let cancel: Cancel = () => undefined;

  async function look(): Promise<void> {
    const now = await signOf(path);
    if (isClosed) return;
    if (now !== seen || !isSettled) onChange();
    isSettled = now === seen;
    seen = now;
    cancel = clock.after(lookEveryMs, () => void look());
  }

  void look();
  return {
    close() {
      isClosed = true;
      cancel();
    },
  };
}

/** The same as long as the file is. */
async function signOf(path: string): Promise<string> {
  try {
    // The last is another one too when only the rights are.
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch {
    // Whatever the reason, there is nothing to be read.
    return 'none';
  }
}
