import { createRequire } from 'node:module';
import { join } from 'node:path';
import { app } from 'electron';
import { defaultDataDir } from './config/default-data-dir.ts';
import { keptCode } from './desktop/kept-code.ts';

/**
 * Time until nobody waits for the app any more, which stands still for some hundredths of a second then, ms. Much later V8 has
 * forgotten what only the start has called.
 */
const keepAfterMs = 3_000;

const program = join(app.getAppPath(), 'out', 'main', 'desktop-app.cjs');

/**
 * Runs the app from what V8 has made of it at an earlier start, which takes a third off the time to load it. That lies in the
 * data directory, as far as it can be told before settings are read: one that an option or the file names has none. Until
 * there is something, from what was made when the app was packed.
 */
function runKept(windowData: string): void {
  const code = keptCode(join(windowData, 'code'), join(process.resourcesPath, 'code'));
  code.run(program);
  const keep = () => {
    // The data lies elsewhere: then nothing is to be left here.
    if (app.getPath('userData') !== windowData) return;
    try {
      code.keep();
    } catch {
      // A full disk, or one that nobody may write to: this start has lost nothing by it, and the next one tries again.
    }
  };
  void app.whenReady().then(() => setTimeout(keep, keepAfterMs));
}

/** `null` where a person has no home. */
function likelyWindowData(): string | null {
  try {
    const named = process.env.LANPULSE_DATA_DIR;
    const isNamed = named !== undefined && named !== '';
    return join(isNamed ? named : defaultDataDir(process.platform, process.env), 'window');
  } catch {
    // The app says so in its own words.
    return null;
  }
}

// Elsewhere Electron looks whether the program is the one that was packed, and what is kept beside it would go past that.
const windowData = process.platform === 'linux' ? likelyWindowData() : null;
if (windowData === null) createRequire(program)(program);
else runKept(windowData);
