import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchFile } from '../../../src-main/settings/watch-file.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('what comes and goes again between two looks, and was read meanwhile, is not missed', async () => {
  const path = join(temporaryFolder(), 'settings.json');
  const clock = createFakeClock();
  let told = 0;
  // The file is there when it is read, though it was not when it was looked at.
  const watch = watchFile(path, clock, () => {
    told += 1;
    if (told === 1) writeFileSync(path, '{}');
  });
  onTestFinished(watch.close);
  await vi.waitFor(() => {
    expect(told).toBe(1);
  });
  rmSync(path);
  await vi.waitFor(
    () => {
      clock.advance(2_000);
      expect(told).toBe(2);
    },
    { timeout: 30_000 },
  );
});
