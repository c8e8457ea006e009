import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRules } from '../../src-main/alerts/rules.ts';
import type { History } from '../../src-main/history/history.ts';
import { lockDataDir } from '../../src-main/history/lock.ts';
import { openHistory } from '../../src-main/history/open-history.ts';
import { openNotes } from '../../src-main/notes/note-store.ts';
import { bundlePrograms, type BundledPrograms } from '../support/bundled-programs.ts';
import { differences, expectedBuckets } from '../support/expected-buckets.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { hasTunnel, madeUpValue } from '../support/made-up-sample.ts';
import { createTestLog } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { toldBy } from '../support/told.ts';

const start = 1_700_000_000_000;
const kills = 200;

let programs: BundledPrograms;
beforeAll(async () => {
  programs = await bundlePrograms(['history-writer']);
});
afterAll(() => {
  programs.remove();
});

/** Runs the writer, kills it at a random moment, of its start or of its work, and returns what it said. */
async function killWriter(
  dataDir: string,
  everyMs: number,
  afterMs: number,
): Promise<readonly (readonly [string, string])[]> {
  const child = spawn(process.execPath, [programs.file('history-writer'), dataDir, String(everyMs), String(start)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  if (afterMs >= 0) await once(child.stdout, 'data');
  await sleep(Math.abs(afterMs));
  child.kill('SIGKILL');
  await once(child, 'close');
  return said
    .split('\n')
    .slice(0, -1)
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
}

const secondOf = (t: number): number => Math.floor(t / 1_000);

/** What was answered so far, over all the writers. */
interface Answered {
  readonly moments: readonly number[];
  /** Interval of the writer that was last heard of. */
  readonly everyMs: number;
  readonly rule: number;
  readonly note: number;
  /** Writers since rules and notes were looked at: each may have finished one change more than it could answer. */
  readonly writers: number;
}

/** Takes in what a writer said: it starts with what its predecessor left. */
function hear(before: Answered, said: readonly (readonly [string, string])[], everyMs: number): Answered {
  const numbers = (what: string): readonly number[] =>
    said.flatMap(([name, value]) => (name === what ? [Number(value)] : []));
  expect(said.filter(([name]) => name === 'news')).toEqual([]);
  const [kept] = numbers('kept');
  const moments = kept === undefined ? before.moments : settle(before, kept);
  return {
    moments: [...moments, ...numbers('tick')],
    everyMs: kept === undefined ? before.everyMs : everyMs,
    writers: before.writers + 1,
    rule: Math.max(before.rule, ...numbers('rule')),
    note: Math.max(before.note, ...numbers('note')),
  };
}

/** Checks how much of the end is missing, and leaves the moments that are kept. */
function settle({ moments, everyMs }: Answered, newest: number): readonly number[] {
  const last = moments.at(-1) ?? 0;
  const lost = moments.filter((t) => secondOf(t) > secondOf(newest));
  // Nothing that was answered, but for the second that was being collected where a second holds several ticks.
  expect(lost.filter((t) => everyMs >= 1_000 || secondOf(t) < secondOf(last))).toEqual([]);
  // At most one more than was answered, which may come after a gap.
  expect(newest - last).toBeLessThanOrEqual(8_000);
  const kept = moments.filter((t) => secondOf(t) <= secondOf(newest));
  return newest > last ? [...kept, newest] : kept;
}

function checkHistory(history: History, moments: readonly number[]): void {
  const [oldest = 0, newest = 0] = [moments[0], moments.at(-1)];
  const to = newest + 1_000;
  const somewhere = oldest + Math.random() * (to - oldest);
  for (const [from, until, points] of [
    [newest - 600_000, to, 700],
    [oldest, to, 500],
    [Math.floor(somewhere), Math.floor(somewhere + Math.random() * (to - somewhere)) + 1, 300],
  ] as const) {
    const answer = history.range({ series: ['load.one', 'network.received@tun0'], from, to: until, points });
    expect(answer.t.length).toBeLessThanOrEqual(points);
    expect(answer.t.filter((t, place) => place > 0 && t !== (answer.t[place - 1] ?? 0) + answer.step)).toEqual([]);
    const [load, tunnel] = [madeUpValue, (t: number) => (hasTunnel(t) ? madeUpValue(t) : null)].map((valueAt) =>
      expectedBuckets(answer, moments, valueAt),
    );
    for (const [place, expected] of [load, tunnel].entries()) {
      const found = answer.series[place];
      for (const part of ['min', 'avg', 'max'] as const) {
        expect(differences(found?.[part] ?? [], expected?.[part] ?? []), `${part} of ${String(found?.series)}`).toEqual(
          [],
        );
      }
    }
  }
  let before = 0;
  let unordered = 0;
  for (const [t] of toldBy(history.stretches('load.one', '*', { from: newest - 7_200_000, to }))) {
    if (t <= before) unordered += 1;
    before = t;
  }
  expect(unordered).toBe(0);
  const withProcesses = moments.findLast((t) => t % 5_000 === 0);
  if (withProcesses !== undefined) expect(history.processesAt(newest).t).toBeGreaterThanOrEqual(withProcesses);
}

test(`a server that is killed ${String(kills)} times loses at most the last second, no rule and no note`, async () => {
  const dataDir = temporaryFolder();
  let answered: Answered = { moments: [], everyMs: 1_000, rule: 0, note: 0, writers: 0 };
  for (let time = 0; time < kills; time += 1) {
    const everyMs = time % 5 === 4 ? 250 : 1_000;
    // Each seventh is killed while it starts.
    const said = await killWriter(dataDir, everyMs, time % 7 === 6 ? -Math.random() * 120 : Math.random() * 120);
    answered = hear(answered, said, everyMs);
    // What the killed one left is at times found by the next one, and not put in order before by a clean end.
    if (time % 3 === 2 && time < kills - 1) continue;

    const log = createTestLog();
    const lock = lockDataDir(dataDir);
    const clock = createFakeClock((answered.moments.at(-1) ?? start) + 2_000);
    const news: string[] = [];
    const history = openHistory({ dataDir, clock, everyMs, onNews: ({ message }) => news.push(message) });
    answered = { ...answered, moments: settle(answered, history.coverage('load.one', '*')?.to ?? 0) };
    if (answered.moments.length > 0) checkHistory(history, answered.moments);
    history.close();

    const rules = (await openRules({ dataDir, clock, log, onChange: () => undefined })).current();
    expect(rules.revision).toBeGreaterThanOrEqual(answered.rule);
    expect(rules.revision).toBeLessThanOrEqual(answered.rule + answered.writers);
    if (rules.revision > 0) {
      expect(rules.rules.find(({ series }) => series === 'cpu.total')?.warn).toBe(71 + (rules.revision % 20));
    }
    const notes = (await openNotes({ dataDir, clock, log, onChange: () => undefined })).range(0, Date.now()).notes;
    const note = Number(notes[0]?.text ?? 0);
    expect(note).toBeGreaterThanOrEqual(answered.note);
    expect(note).toBeLessThanOrEqual(answered.note + answered.writers);
    answered = { ...answered, rule: rules.revision, note, writers: 0 };
    lock.release();
    expect(news).toEqual([]);
    expect(log.text()).toBe('');
  }
  expect(
    readdirSync(dataDir).filter(
      (name) => !/^(?:(?:rules|notes)\.json(?:\.unfinished)?|history\.db(?:-wal|-shm)?|server\.lock)$/u.test(name),
    ),
  ).toEqual([]);
}, 480_000);
