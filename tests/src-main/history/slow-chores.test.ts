import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { openKept, start } from './kept-history.ts';

const minute = 60_000;

test('a server that samples once a minute packs and compresses as fast as it samples', () => {
  const kept = openKept({ everyMs: minute });
  const cores = Array.from({ length: 400 }, (_, n) => n);
  const row = { pid: 1, name: 'init', user: 'root', cpu: 1, memory: 1 };
  for (let n = 0; n < 5 * 60; n += 1) {
    kept.clock.advance(minute);
    kept.history.append(start + n * minute, {
      cpu: { total: n, user: 1, system: 1, iowait: 0, steal: 0, cores },
      processes: { count: 1, running: 1, top: [row] },
    });
  }
  kept.history.close();
  const database = new DatabaseSync(join(kept.dataDir, 'history.db'));
  const count = (what: string): unknown => database.prepare(`SELECT count(*) AS count FROM ${what}`).get();
  expect(count('top')).toEqual({ count: 1 });
  // Of the four hours that are over the last one is just being compressed.
  expect(count('block WHERE tier = 0 AND sealed = 1')).toEqual({ count: 4 });
  expect(count('tick')).toEqual({ count: 60 });
  database.close();
});
