import { systemClock } from '../../src-main/clock.ts';
import { openNotes } from '../../src-main/notes/note-store.ts';
import { createTestLog } from './silent-log.ts';

/*
 * A program for tests to kill: it edits one note over and over, counting up, and writes a line with the number once the
 * change has been answered.
 */
const [dataDir = ''] = process.argv.slice(2);
const notes = await openNotes({ dataDir, clock: systemClock, log: createTestLog(), onChange: () => undefined });
const held = notes.range(0, Date.now()).notes[0];
const { id, text } = held ?? (await notes.add({ t: Date.now(), text: '0' }, 'a test'));

for (let count = Number(text) + 1; ; count += 1) {
  await notes.edit(id, { text: String(count) }, 'a test');
  process.stdout.write(`${String(count)}\n`);
}
