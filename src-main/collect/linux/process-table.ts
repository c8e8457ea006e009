import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessesValue, ProcessRow } from '../../../src-shared/metrics/processes.ts';
import { topRows } from '../../../src-shared/metrics/top-rows.ts';
import { shownCommand } from '../command/shown-command.ts';
import { round } from '../round.ts';
import { readMachineSizes } from './auxv.ts';
import { type ByteCursor } from './byte-cursor.ts';
import { findInLine, hasMore, nextLine, nextNumber, startsWith } from './byte-parser.ts';
import { keptFiles } from './kept-files.ts';
import { newProcessStat, parseProcessStat } from './process-stat.ts';
import type { UserNames } from './user-names.ts';
import { readWholeFile } from './whole-file.ts';

/** A process that was there at the last reading. A pid with another start is another process. */
interface Known {
  readonly startTicks: number;
  readonly path: string;
  ticks: number;
  nameHash: number;
  row: ProcessRow;
  seenIn: number;
  /** Reading in which the user, and the command if it was read before, are looked up again. */
  dueIn: number;
  isCommandRead: boolean;
}

/** The table of all processes, from one reading to the next. */
export interface ProcessTable {
  /** The rows that everybody gets have their commands already. */
  read(atMs: number): ProcessesValue;
  /** Reads the commands of the newest reading's rows among these, where that was not done before; takes them out where they may not be told. */
  complete(value: { readonly top: readonly ProcessRow[] }): void;
  /** Forgets the CPU times. */
  restart(): void;
  close(): void;
}

const running = 0x52;
const uidToken = Buffer.from('Uid:');

/** A daemon may give up its user, or change its title, without a new name: both are looked up again once in so many readings. */
const lookUpEvery = 30;
/** Commands that one reading may look up, besides those that were read before: of a long table they come bit by bit. */
const mostCommands = 250;
/** Processes whose files stay open: few against what a program may open. */
const mostOpen = 256;

/** Start times count in hundredths of a second from boot; this allows for the rounding of both clocks. */
const slackTicks = 2;

/** Reads `/proc/PID/stat` of every process, and the command lines of those that somebody gets to see. */
export function processTable(procRoot: string, users: UserNames, mayReadCommands: () => boolean): ProcessTable {
  const { pageBytes, ticksPerSecond } = readMachineSizes(procRoot);
  const cursor: ByteCursor = { bytes: Buffer.allocUnsafeSlow(4096), at: 0, end: 0 };
  const stat = newProcessStat();
  const known = new Map<number, Known>();
  const files = keptFiles(mostOpen);
  let reading = 0;
  let lastMs = Number.NaN;
  let lastUptimeTicks = Number.NaN;
  let commandsLeft = 0;
  let withCommands = false;

  function readUptimeTicks(): number {
    return readWholeFile(join(procRoot, 'uptime'), cursor) ? nextNumber(cursor) * ticksPerSecond : Number.NaN;
  }

  /** Effective user, as ps(1) tells it. The second number of the line. */
  function readUser(pid: string): string {
    if (!readWholeFile(join(procRoot, pid, 'status'), cursor)) return '';
    for (let more = hasMore(cursor); more; more = nextLine(cursor)) {
      if (!startsWith(cursor, uidToken)) continue;
      cursor.at = findInLine(cursor, 0x3a) + 1;
      nextNumber(cursor);
      const uid = nextNumber(cursor);
      return Number.isNaN(uid) ? '' : users.nameOf(uid);
    }
    return '';
  }

  /** `undefined` for threads of the kernel, zombies, and what may not be read. */
  function readCommand(pid: string): string | undefined {
    if (!readWholeFile(join(procRoot, pid, 'cmdline'), cursor)) return undefined;
    return shownCommand(cursor.bytes.toString('utf8', 0, cursor.end).split('\0'));
  }

  function complete({ top }: { readonly top: readonly ProcessRow[] }): void {
    const mayTell = mayReadCommands();
    for (const row of top) {
      const found = known.get(row.pid);
      if (!mayTell) {
        // Also of rows that wait to be replayed: what was read before is told no more.
        if (row.command !== undefined) delete row.command;
        if (found?.row === row) found.isCommandRead = false;
        continue;
      }
      if (!withCommands) continue;
      // A row of an earlier reading may be that of another process.
      if (found?.row !== row || found.isCommandRead || commandsLeft <= 0) continue;
      commandsLeft -= 1;
      found.isCommandRead = true;
      const command = readCommand(String(row.pid));
      if (command !== undefined) row.command = command;
    }
  }

  /** From one reading to the next they may be wanted, or no longer. */
  function followChoice(): void {
    const before = withCommands;
    withCommands = mayReadCommands();
    if (withCommands || !before) return;
    for (const process of known.values()) {
      const { pid, name, user, cpu, memory } = process.row;
      process.row = { pid, name, user, cpu, memory };
      process.isCommandRead = false;
    }
  }

  /** Ticks at the last reading; NaN where unknown, 0 for a process that started since. */
  function ticksBefore(process: Known | undefined): number {
    if (process !== undefined) return process.ticks;
    return stat.startTicks >= lastUptimeTicks - slackTicks ? 0 : Number.NaN;
  }

  function take(name: string, elapsedMs: number): ProcessRow | null {
    const pid = Number(name);
    const found = known.get(pid);
    const path = found?.path ?? join(procRoot, name, 'stat');
    if (!files.read(path, cursor) || !parseProcessStat(cursor, stat)) return null;
    const before = found?.startTicks === stat.startTicks ? found : undefined;
    const grown = stat.ticks - ticksBefore(before);
    const share = (grown * 1000) / ticksPerSecond / elapsedMs;
    const cpu = share >= 0 && elapsedMs > 0 ? round(share * 100, 1) : null;
    const memory = stat.residentPages * pageBytes;
    if (before?.nameHash !== stat.nameHash || before.dueIn <= reading) {
      const { ticks, startTicks, nameHash } = stat;
      const text = cursor.bytes.toString('utf8', stat.nameFrom, stat.nameTo);
      // Threads of the kernel are named after what they do at the moment, so a new name means nothing else new there.
      const sameElse = memory === 0 && before !== undefined && before.dueIn > reading;
      const user = sameElse ? before.row.user : readUser(name);
      const isCommandRead = before?.isCommandRead === true;
      const command = !isCommandRead || sameElse ? before?.row.command : readCommand(name);
      const row = sameOrNew(before?.row, {
        pid,
        name: text,
        user,
        cpu,
        memory,
        ...(command !== undefined && { command }),
      });
      // Spread by pid, so that not all are looked up in the same reading. One that has just started may be about to become
      // another program under the same name.
      const isNew = before === undefined && !Number.isNaN(lastMs);
      const dueIn = sameElse ? before.dueIn : reading + (isNew ? 1 : lookUpEvery + (pid % lookUpEvery));
      known.set(pid, { startTicks, path, ticks, nameHash, row, seenIn: reading, dueIn, isCommandRead });
      return row;
    }
    before.ticks = stat.ticks;
    before.seenIn = reading;
    if (before.row.cpu !== cpu || before.row.memory !== memory) before.row = { ...before.row, cpu, memory };
    return before.row;
  }

  function forgetEnded(): void {
    for (const [pid, { path, seenIn }] of known) {
      if (seenIn === reading) continue;
      known.delete(pid);
      files.forget(path);
    }
  }

  return {
    read: (atMs) => {
      reading += 1;
      commandsLeft = mostCommands;
      users.refresh();
      followChoice();
      const elapsedMs = atMs - lastMs;
      const uptimeTicks = readUptimeTicks();
      const top: ProcessRow[] = [];
      let runningCount = 0;
      for (const name of readdirSync(procRoot)) {
        if (!isPid(name)) continue;
        const row = take(name, elapsedMs);
        if (row === null) continue;
        top.push(row);
        if (stat.state === running) runningCount += 1;
      }
      if (known.size > top.length) forgetEnded();
      lastMs = atMs;
      lastUptimeTicks = uptimeTicks;
      complete({ top: topRows(top) });
      return { count: top.length, running: runningCount, top };
    },
    complete,
    restart: () => {
      lastMs = Number.NaN;
    },
    close: () => {
      files.close();
    },
  };
}

function isPid(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}

function sameOrNew(before: ProcessRow | undefined, now: ProcessRow): ProcessRow {
  const same =
    before?.name === now.name &&
    before.user === now.user &&
    before.cpu === now.cpu &&
    before.memory === now.memory &&
    before.command === now.command;
  return same ? before : now;
}
