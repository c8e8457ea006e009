import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openNotes } from '../../../src-main/notes/note-store.ts';
import { limits } from '../../../src-shared/protocol/limits.ts';
import type { Note } from '../../../src-shared/protocol/note.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function open(dataDir = temporaryFolder(), clock: FakeClock = createFakeClock()) {
  const log = createTestLog();
  const told: Note[] = [];
  const notes = await openNotes({ dataDir, log, clock, onChange: (note) => told.push(note) });
  const texts = (from = 0, to = Number.MAX_SAFE_INTEGER) => notes.range(from, to).notes.map(({ text }) => text);
  return { dataDir, log, clock, told, notes, texts, nowMs: clock.wallMs() };
}

const fileIn = (dataDir: string) => join(dataDir, 'notes.json');

describe('notes', () => {
  test('are on disk before anybody is told, and there after a restart, in order of their moments', async () => {
    const dataDir = temporaryFolder();
    const clock = createFakeClock();
    const log = createTestLog();
    const seen: string[] = [];
    const notes = await openNotes({
      dataDir,
      clock,
      log,
      onChange: () => seen.push(readFileSync(fileIn(dataDir), 'utf8')),
    });
    const nowMs = clock.wallMs();
    const later = await notes.add({ t: nowMs, text: 'restarted nginx' }, 'this machine');
    const earlier = await notes.add({ t: nowMs - 5_000, text: 'deployed 2.3' }, 'an operator');
    expect(seen[0]).toContain('restarted nginx');
    expect(seen[1]).toContain('deployed 2.3');
    expect(earlier).toEqual({ id: earlier.id, t: nowMs - 5_000, text: 'deployed 2.3', by: 'an operator' });
    const again = await open(dataDir);
    expect(again.notes.range(0, nowMs).notes).toEqual([earlier, later]);
    expect(again.log.text()).toBe('');
  });

  test('of a range include both its ends', async () => {
    const { notes, texts, nowMs } = await open();
    for (const [index, text] of ['a', 'b', 'c', 'd'].entries())
      await notes.add({ t: nowMs - 40 + 10 * index, text }, 'x');
    expect(texts(nowMs - 30, nowMs - 20)).toEqual(['b', 'c']);
    expect(texts(nowMs - 29, nowMs - 21)).toEqual([]);
  });

  test('are edited and moved under the name of who did it, and told only where something changed', async () => {
    const { notes, told, nowMs } = await open();
    const { id } = await notes.add({ t: nowMs, text: 'deployed' }, 'an operator');
    const edited = await notes.edit(id, { text: 'deployed 2.3' }, 'this machine');
    expect(edited).toEqual({ id, t: nowMs, text: 'deployed 2.3', by: 'this machine' });
    expect(await notes.edit(id, { text: 'deployed 2.3', t: nowMs }, 'an operator')).toEqual(edited);
    expect(await notes.edit(id, { t: nowMs - 1 }, 'an operator')).toMatchObject({ t: nowMs - 1, text: 'deployed 2.3' });
    expect(told.map(({ t, text }) => [t, text])).toEqual([
      [nowMs, 'deployed'],
      [nowMs, 'deployed 2.3'],
      [nowMs - 1, 'deployed 2.3'],
    ]);
  });

  test('that are removed are gone, and their news carries no text', async () => {
    const { dataDir, notes, told, texts, nowMs } = await open();
    const { id } = await notes.add({ t: nowMs, text: 'secret plans' }, 'x');
    await notes.remove(id, 'this machine');
    expect(told.at(-1)).toEqual({ id, t: nowMs, text: '', by: 'this machine', removed: true });
    expect(texts()).toEqual([]);
    expect(readFileSync(fileIn(dataDir), 'utf8')).not.toContain('secret');
    await expect(notes.remove(id, 'x')).rejects.toMatchObject({ code: 'not_found' });
    await expect(notes.edit(id, { text: 'back' }, 'x')).rejects.toMatchObject({ code: 'not_found' });
    expect(told).toHaveLength(2);
  });

  test('are pinned neither before the kept past nor in the future', async () => {
    const { notes, texts, nowMs } = await open();
    const { id } = await notes.add({ t: nowMs + limits.noteAheadMs, text: 'soon' }, 'x');
    await notes.add({ t: nowMs - limits.noteKeepMs, text: 'long ago' }, 'x');
    const wrong = [nowMs + limits.noteAheadMs + 1, nowMs - limits.noteKeepMs - 1];
    for (const t of wrong) {
      await expect(notes.add({ t, text: 'no' }, 'x')).rejects.toMatchObject({ code: 'invalid_command' });
      await expect(notes.edit(id, { t }, 'x')).rejects.toMatchObject({ code: 'invalid_command' });
    }
    expect(texts()).toEqual(['long ago', 'soon']);
  });

  test('that are too many are refused, unless some have grown too old', async () => {
    const dataDir = temporaryFolder();
    const clock = createFakeClock();
    const nowMs = clock.wallMs();
    const stored = Array.from({ length: limits.notes.kept }, (_, n) => ({
      id: `n${String(n)}`,
      t: nowMs - n,
      text: `note ${String(n)}`,
      by: 'x',
    }));
    writeFileSync(fileIn(dataDir), JSON.stringify({ format: 1, notes: stored }));
    const { notes, texts } = await open(dataDir, clock);
    await expect(notes.add({ t: nowMs, text: 'more' }, 'x')).rejects.toMatchObject({ code: 'too_many' });
    expect(texts()).toHaveLength(limits.notes.listed);
    expect(texts().at(-1)).toBe('note 0');
    clock.stepWall(limits.noteKeepMs - 9);
    await notes.add({ t: nowMs + 1, text: 'more' }, 'x');
    expect(texts(nowMs - limits.notes.kept, nowMs - limits.notes.kept + 10)).toEqual([]);
    expect(texts().at(-1)).toBe('more');
  });

  test('survive a clock that was ahead by years', async () => {
    const { notes, texts, clock, nowMs } = await open();
    await notes.add({ t: nowMs, text: 'before' }, 'x');
    clock.stepWall(10 * limits.noteKeepMs);
    await notes.add({ t: clock.wallMs(), text: 'meanwhile' }, 'x');
    clock.stepWall(-10 * limits.noteKeepMs);
    await notes.add({ t: nowMs, text: 'after' }, 'x');
    expect(texts()).toEqual(['before', 'after', 'meanwhile']);
  });

  test('that two people change at once are changed one after the other', async () => {
    const { notes, told, texts, nowMs } = await open();
    const { id } = await notes.add({ t: nowMs, text: 'a' }, 'x');
    const results = await Promise.allSettled([
      notes.edit(id, { text: 'b' }, 'one'),
      notes.remove(id, 'two'),
      notes.edit(id, { text: 'c' }, 'three'),
      notes.add({ t: nowMs, text: 'd' }, 'four'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(told.map(({ text }) => text)).toEqual(['a', 'b', '', 'd']);
    expect(texts()).toEqual(['d']);
  });

  test('that cannot be written are not there, and the next ones can', async () => {
    const { dataDir, notes, told, texts, nowMs } = await open();
    // A folder in the place of the unfinished copy: nothing can be written there, not even by root.
    mkdirSync(`${fileIn(dataDir)}.unfinished`);
    await expect(notes.add({ t: nowMs, text: 'lost' }, 'x')).rejects.toThrow('nothing has changed');
    expect([texts(), told]).toEqual([[], []]);
    rmSync(`${fileIn(dataDir)}.unfinished`, { recursive: true });
    await notes.add({ t: nowMs, text: 'kept' }, 'x');
    expect(texts()).toEqual(['kept']);
  });

  test('of a damaged file that can be read are kept, and the file is set aside', async () => {
    const dataDir = temporaryFolder();
    const good = { id: 'a', t: 1, text: 'good', by: 'x' };
    writeFileSync(fileIn(dataDir), JSON.stringify({ format: 1, notes: [{ ...good, id: 'b', t: 'then' }, good] }));
    const { texts, log } = await open(dataDir);
    expect(texts()).toEqual(['good']);
    expect(log.text()).toContain('set aside');
    expect(readdirSync(dataDir).filter((name) => name.includes('damaged'))).toHaveLength(1);
    expect((await open(dataDir)).log.text()).toBe('');
  });

  test('begin anew where the file is no JSON, and the file is set aside', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(fileIn(dataDir), '{"format":1,"notes":[');
    const { texts, notes, nowMs } = await open(dataDir);
    expect(texts()).toEqual([]);
    await notes.add({ t: nowMs, text: 'new' }, 'x');
    expect(texts()).toEqual(['new']);
    expect(readdirSync(dataDir).filter((name) => name.includes('damaged'))).toHaveLength(1);
  });
});
