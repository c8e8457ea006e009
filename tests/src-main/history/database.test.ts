import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { attached, openDatabase } from '../../../src-main/history/database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// SQLite says nothing of a PRAGMA that it does not know.
test('half a MiB of the pages of a history file is kept in memory at the most', () => {
  const database = openDatabase(join(temporaryFolder(), 'history.db'));
  onTestFinished(() => {
    database.close();
  });
  expect(database.prepare(`PRAGMA ${attached}.cache_size`).rows()).toEqual([[-512]]);
});
