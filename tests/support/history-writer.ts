import { writeSync } from 'node:fs';
import { openRules } from '../../src-main/alerts/rules.ts';
import { systemClock } from '../../src-main/clock.ts';
import { lockDataDir } from '../../src-main/history/lock.ts';
import { openHistory } from '../../src-main/history/open-history.ts';
import { openNotes } from '../../src-main/notes/note-store.ts';
import { createFakeClock } from './fake-clock.ts';
import { madeUpValues } from './made-up-sample.ts';
import { createTestLog } from './silent-log.ts';

/*
 * A program for tests to kill: history, rules and notes of one data directory, changed all the time. It writes a line for
 * each thing done, when it is done: `kept T` after opening (newest moment found, 0 for none), `tick T`, `gap T`, `rule
 * REVISION`, `note COUNT`. A second of its history takes less than a millisecond.
 */
const [dataDir = '', everyMsText = '', startText = ''] = process.argv.slice(2);
const everyMs = Number(everyMsText);
const clock = createFakeClock(Number(startText));
const log = createTestLog();

/** Waits where the reader does not keep up: `process.stdout` would go on, and the words would die with the process. */
function say(what: string, value: number | string): void {
  writeSync(1, `${what} ${String(value)}\n`);
}

lockDataDir(dataDir);
const history = openHistory({
  dataDir,
  clock,
  everyMs,
  onNews: ({ kind, message }) => {
    say('news', `${kind} ${message}`);
  },
});
const newest = history.coverage('load.one', '*')?.to ?? 0;
say('kept', newest);
clock.stepWall(Math.max(0, Math.ceil((newest + 4_000) / 1_000) * 1_000 - clock.wallMs()));

const rules = await openRules({ dataDir, clock: systemClock, log, onChange: () => undefined });
const notes = await openNotes({ dataDir, clock: systemClock, log, onChange: () => undefined });

function keepSamples(): void {
  for (let n = 0; n < 20; n += 1) {
    const t = clock.wallMs();
    history.append(t, madeUpValues(t));
    say('tick', t);
    clock.advance(everyMs);
    if (t % 1_200_000 === 0) {
      const from = clock.wallMs();
      clock.advance(7_000);
      history.gap(from, clock.wallMs());
      say('gap', from);
    }
  }
  setImmediate(keepSamples);
}

async function changeRules(): Promise<void> {
  const rule = rules.current().rules.find(({ series }) => series === 'cpu.total');
  for (;;) {
    const { revision } = await rules.set({ ...rule, warn: 71 + ((rules.current().revision + 1) % 20) }, 'a test');
    say('rule', revision);
  }
}

async function changeNotes(): Promise<void> {
  const held = notes.range(0, Date.now()).notes[0];
  const { id, text } = held ?? (await notes.add({ t: Date.now(), text: '0' }, 'a test'));
  for (let count = Number(text) + 1; ; count += 1) {
    await notes.edit(id, { text: String(count) }, 'a test');
    say('note', count);
  }
}

keepSamples();
await Promise.all([changeRules(), changeNotes()]);
