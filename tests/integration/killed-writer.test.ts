import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRules } from '../../src-main/alerts/rules.ts';
import { openNotes } from '../../src-main/notes/note-store.ts';
import { bundlePrograms, type BundledPrograms } from '../support/bundled-programs.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createTestLog } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// Bundled once, because they start 50 times.
let programs: BundledPrograms;
beforeAll(async () => {
  programs = await bundlePrograms(['rule-writer', 'note-writer']);
});
afterAll(() => {
  programs.remove();
});

/** Runs a writer until it has answered once, kills it a random moment later, and says what it answered last. */
async function killWriter(name: string, dataDir: string): Promise<number> {
  const child = spawn(process.execPath, [programs.file(name), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let answered = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (answered += text));
  await once(child.stdout, 'data');
  await sleep(Math.random() * 40);
  child.kill('SIGKILL');
  await once(child, 'close');
  return Number(answered.trimEnd().split('\n').at(-1));
}

describe('a server that is killed while rules change', () => {
  test('keeps every change that it answered, 50 times in a row', async () => {
    const dataDir = temporaryFolder();
    for (let time = 0; time < 50; time += 1) {
      const answered = await killWriter('rule-writer', dataDir);
      const log = createTestLog();
      const rules = await openRules({ dataDir, clock: createFakeClock(), log, onChange: () => undefined });
      const { revision, rules: held } = rules.current();
      // The change after the last answer may or may not have been finished, and is whole in either case.
      expect(revision === answered || revision === answered + 1).toBe(true);
      expect(held.find(({ series }) => series === 'cpu.total')?.warn).toBe(71 + (revision % 20));
      expect(log.text()).toBe('');
    }
    expect(readdirSync(dataDir).filter((name) => !/^rules\.json(?:\.unfinished)?$/u.test(name))).toEqual([]);
    expect(readFileSync(join(dataDir, 'rules.json'), 'utf8')).toMatch(/\}\n$/u);
  }, 180_000);
});

describe('a server that is killed while notes change', () => {
  test('keeps every change that it answered, 50 times in a row', async () => {
    const dataDir = temporaryFolder();
    for (let time = 0; time < 50; time += 1) {
      const answered = await killWriter('note-writer', dataDir);
      const log = createTestLog();
      const { notes } = (await openNotes({ dataDir, clock: createFakeClock(), log, onChange: () => undefined })).range(
        0,
        Number.MAX_SAFE_INTEGER,
      );
      expect(notes.map(({ text }) => Number(text) - answered)).toEqual([expect.toBeOneOf([0, 1])]);
      expect(log.text()).toBe('');
    }
    expect(readdirSync(dataDir).filter((name) => !/^notes\.json(?:\.unfinished)?$/u.test(name))).toEqual([]);
  }, 180_000);
});
