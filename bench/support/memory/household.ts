import { type ChildProcess, spawn } from 'node:child_process';
import * as v from 'valibot';
import { openPost } from '../../../tests/support/command-channel.ts';
import { come, type Visit } from './visit.ts';

/** The people and programs about a server: who watches, who changes something, and what else runs on the machine. */
export interface Household {
  /** Does what happens at a moment of the server's time; called every {@link stepS}. */
  live(now: Now): Promise<void>;
  /** Visits so far. */
  visits(): number;
  /** Everybody leaves, and every program that was started ends. */
  end(): void;
}

/** A moment of the server's time. */
export interface Now {
  /** Seconds since it began. */
  readonly second: number;
  readonly wallMs: number;
  /** Names the newest event; `null` before the first. */
  readonly newestId: string | null;
}

/** All that happens does so at a multiple of this. */
export const stepS = 30;
/** The number of those who watch changes every five minutes, the same way each hour. */
const shiftS = 300;
const mostAtOnce = 6;
const ruleEveryS = 600;
const noteEveryS = 1_200;
const scrapeEveryS = 60;
/** Of these one gives way to another at each step. */
const programs = 8;

const added = v.object({ note: v.object({ id: v.string() }) });

/** Begins with nobody. */
export async function createHousehold(url: string): Promise<Household> {
  const person = await openPost(url);
  let present: { readonly visit: Visit; readonly untilS: number }[] = [];
  let came = 0;
  let running: ChildProcess[] = [];
  let noteId: string | null = null;
  /** What was the newest event some minutes ago. */
  let seenBefore: string | null = null;

  async function say(type: string, what: object): Promise<unknown> {
    const reply = await person.sendText(JSON.stringify({ id: 'c1', type, ...what }));
    if (!reply.ok) throw new Error(`${type} was refused: ${reply.error.message}`);
    return reply.result;
  }

  async function visit(second: number): Promise<void> {
    for (const { visit: over } of present.filter(({ untilS }) => untilS <= second)) over.leave();
    present = present.filter(({ untilS }) => untilS > second);
    const wanted = 1 + (Math.floor(second / shiftS) % mostAtOnce);
    while (present.length < wanted) {
      const n = came;
      came += 1;
      const staysS = stepS * (2 + ((n * 7) % 20));
      present.push({ visit: await come({ url, n, seenId: seenBefore }), untilS: second + staysS });
    }
  }

  /** Memory is always more than a percent full, and never more than wholly: the alert fires, and ends. */
  async function moveThreshold(second: number): Promise<void> {
    const warn = (second / ruleEveryS) % 2 === 0 ? 1 : 100;
    const rule = { series: 'memory.usedShare', instance: '*', direction: 'above', warn, critical: null, clear: null };
    await say('threshold.set', { rule: { ...rule, forMs: 0, keepMs: 0, enabled: true } });
  }

  /** Writes a note and takes it away again the next time. */
  async function writeNote(t: number): Promise<void> {
    if (noteId === null) {
      noteId = v.parse(added, await say('note.add', { t, text: 'Somebody was here.' })).note.id;
    } else {
      await say('note.remove', { noteId });
      noteId = null;
    }
  }

  function changePrograms(): void {
    running.push(spawn('sleep', ['86400'], { stdio: 'ignore' }));
    if (running.length <= programs) return;
    running[0]?.kill('SIGKILL');
    running = running.slice(1);
  }

  return {
    async live({ second, wallMs, newestId }) {
      await visit(second);
      if (second % shiftS === 0) seenBefore = newestId;
      if (second % ruleEveryS === 0) await moveThreshold(second);
      if (second % noteEveryS === 0) await writeNote(wallMs);
      if (second % scrapeEveryS === 0) await (await fetch(`${url}/metrics`)).arrayBuffer();
      changePrograms();
    },
    visits: () => came,
    end() {
      for (const { visit: one } of present) one.leave();
      for (const program of running) program.kill('SIGKILL');
    },
  };
}
