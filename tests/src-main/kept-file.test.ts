import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { keptFile } from '../../src-main/kept-file.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createTestLog } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('what cannot be written is refused with the reason, the file stays, and the next write has nothing to do with it', async () => {
  const path = join(temporaryFolder(), 'held', 'some.json');
  const file = keptFile({ path, clock: createFakeClock(), log: createTestLog() }, v.object({ n: v.number() }));
  await expect(file.write({ n: 1 })).rejects.toMatchObject({
    code: 'not_saved',
    message: expect.stringMatching(/nothing has changed: the server could not write to its data directory/u),
    cause: expect.objectContaining({ code: 'ENOENT' }),
  });
  mkdirSync(join(path, '..'));
  await file.write({ n: 2 });
  expect(readFileSync(path, 'utf8')).toBe('{"n":2}\n');
  mkdirSync(`${path}.unfinished`);
  await expect(file.write({ n: 3 })).rejects.toMatchObject({ code: 'not_saved' });
  expect(await file.read()).toEqual({ n: 2 });
});
