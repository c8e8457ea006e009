import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openKept, start } from './kept-history.ts';

/** A disk of its own, as the tests run as root; half a mebibyte large. */
function smallDisk(): string {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'none', folder]);
  onTestFinished(() => {
    // SQLite may hold the files until its statements are collected.
    execFileSync('umount', ['--lazy', folder]);
  });
  return folder;
}

test('a full disk is said once, and when there is room again nothing is missing', () => {
  const dataDir = smallDisk();
  const kept = openKept({ dataDir });
  const { history, news, clock } = kept;
  kept.keep(start, 0);
  const filler = join(dataDir, 'filler');
  // Whatever is left, to the last byte.
  for (let bytes = 65_536; bytes >= 1; bytes /= 4) {
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // Full for pieces of this size.
    }
  }
  let n = 1;
  for (; news.length === 0 && n < 2_000; n += 1) kept.keep(start + n * 1_000, n);
  expect(news.map(({ kind }) => kind)).toEqual(['paused']);
  for (const until = n + 60; n < until; n += 1) kept.keep(start + n * 1_000, n);
  expect(history.figures().state).toMatchObject({ kind: 'paused' });
  rmSync(filler);
  for (const until = n + 400; n < until && history.figures().state.kind === 'paused'; n += 1)
    kept.keep(start + n * 1_000, n);
  expect(news.map(({ kind }) => kind)).toEqual(['paused', 'resumed']);
  history.close();

  const again = openKept({ dataDir });
  again.clock.advance(clock.wallMs() - start);
  const { series } = again.history.range({ series: ['load.one'], from: start, to: start + n * 1_000, points: 2_000 });
  expect(series[0]?.avg).toEqual(Array.from({ length: n }, (_, value) => value));
  again.history.close();
});
