import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { openKeeping } from '../../../src-main/history/keeping.ts';
import { defaultKeepMs } from '../../../src-main/history/tiers.ts';
import { chunkRow, flipBit } from '../../support/damage.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { openKept, start } from './kept-history.ts';

const minute = 60_000;
const hour = 60 * minute;
const end = start + 10 * hour;
const question = { series: ['load.one'], from: start, to: end, points: 2_000 };

/** A reading a minute of ten hours, of which the last is not compressed. */
function storeMinutes(): string {
  const kept = openKept({ everyMs: minute });
  for (let n = 0; n < 600; n += 1) kept.keep(start + n * minute, n);
  kept.history.close();
  return kept.dataDir;
}

test('the notice counts all that was lost since the start, in one sentence: what opening met, what questions met, and what was lost before the settings were changed', () => {
  const dataDir = storeMinutes();
  const database = new DatabaseSync(join(dataDir, 'history.db'));
  database.exec(`UPDATE tick SET cells = zeroblob(9) WHERE t = ${String(end - 5 * minute)}`);
  database.close();
  flipBit(dataDir, chunkRow('load.one', start + 5 * hour));
  const clock = createFakeClock(end);
  const log = createTestLog();
  const choice = { isOn: true, everyMs: minute, capBytes: 1024 ** 3, keepMs: defaultKeepMs };
  const keeping = openKeeping({ ...choice, dataDir, clock, log, onChange: () => undefined });
  const lines = () => log.text().split('\n').length;
  const notice = () => {
    const [item, ...others] = keeping.notice().news;
    expect(others).toEqual([]);
    return item;
  };
  expect(notice()?.message).toMatch(/^One moment of the newest hours was damaged in .*history\.db and left out/u);

  clock.advance(minute);
  keeping.demand().range(question);
  const both = /^One stored piece and one moment of the newest hours were damaged/u;
  // Whoever has read the notice is not bothered with it again so soon, nor is the log.
  expect(notice()).toEqual({ kind: 'left_out', atMs: end, message: expect.stringMatching(both) });
  expect(lines()).toBe(1);

  keeping.append(end + minute, { load: { one: 1, five: 1, fifteen: 1 } });
  keeping.change({ ...choice, isOn: false });
  flipBit(dataDir, chunkRow('load.one', start + 7 * hour));
  keeping.change(choice);
  expect(notice()?.message).toMatch(both);
  keeping.demand().range(question);
  expect(notice()).toEqual({
    kind: 'left_out',
    atMs: end + minute,
    message: expect.stringMatching(/^2 stored pieces and one moment of the newest hours were damaged/u),
  });
  expect(lines()).toBe(2);
  keeping.close();
});
