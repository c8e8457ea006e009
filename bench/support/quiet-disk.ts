import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** As many files as a new profile of Chromium's has. */
const files = 60;
/** What one of them takes at the most where nothing is in its way, ms: some 0.02 on the machines of docs/performance.md. */
const longestMs = 0.05;
const lookEveryMs = 10_000;
/** A disk that is not quiet by then never is, ms. */
const patienceMs = 400_000;

/**
 * Waits until files are made as fast as ever. For each new file ext4 passes over the places of those that were deleted in
 * the last minutes, one by one: after tests or a bench that is ten times the work, and a program that is started in a new
 * directory would be charged with it.
 * @param tell hears that it waits
 */
export async function quietDisk(folder: string, tell: (progress: string) => void): Promise<void> {
  const untilMs = performance.now() + patienceMs;
  while (madeInMs(folder) > files * longestMs && performance.now() < untilMs) {
    tell('waiting until the disk has forgotten what was deleted before');
    await sleep(lookEveryMs);
  }
}

/** Time in which the files are made; they stay until the folder goes, for their places would be passed over next. */
function madeInMs(folder: string): number {
  const probe = mkdtempSync(join(folder, 'probe-'));
  const before = performance.now();
  for (let file = 0; file < files; file += 1) writeFileSync(join(probe, String(file)), 'x');
  return performance.now() - before;
}
