import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessesValue, ProcessRow } from '../../../src-shared/metrics/processes.ts';
import { round } from '../round.ts';
import { readMachineSizes } from './auxv.ts';
import { type ByteCursor } from './byte-cursor.ts';
import { findInLine, hasMore, nextLine, nextNumber, startsWith } from './byte-parser.ts';
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
  /** Reading in which the user is looked up again. */
  userDueIn: number;
}

/** The table of all processes, from one reading to the next. */
export interface ProcessTable {
  read(atMs: number): ProcessesValue;
  /** Forgets the CPU times. */
  restart(): void;
}

const running = 0x52;
const uidToken = Buffer.from('Uid:');

/** A daemon may give up its user without a new name, so each is looked up again once in so many readings. */
const userEvery = 30;

/** Start times count in hundredths of a second from boot; this allows for the rounding of both clocks. */
const slackTicks = 2;

/** Reads `/proc/PID/stat` of every process. */
export function processTable(procRoot: string, users: UserNames): ProcessTable {
  const { pageBytes, ticksPerSecond } = readMachineSizes(procRoot);
  const cursor: ByteCursor = { bytes: Buffer.allocUnsafeSlow(4096), at: 0, end: 0 };
  const stat = newProcessStat();
  const known = new Map<number, Known>();
  let reading = 0;
  let lastMs = Number.NaN;
  let lastUptimeTicks = Number.NaN;

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

  /** Ticks at the last reading; NaN where unknown, 0 for a process that started since. */
  function ticksBefore(process: Known | undefined): number {
    if (process !== undefined) return process.ticks;
    return stat.startTicks >= lastUptimeTicks - slackTicks ? 0 : Number.NaN;
  }

  function take(name: string, elapsedMs: number): ProcessRow | null {
    const pid = Number(name);
    const found = known.get(pid);
    const path = found?.path ?? join(procRoot, name, 'stat');
    if (!readWholeFile(path, cursor) || !parseProcessStat(cursor, stat)) return null;
    const before = found?.startTicks === stat.startTicks ? found : undefined;
    const grown = stat.ticks - ticksBefore(before);
    const share = (grown * 1000) / ticksPerSecond / elapsedMs;
    const cpu = share >= 0 && elapsedMs > 0 ? round(share * 100, 1) : null;
    const memory = stat.residentPages * pageBytes;
    if (before?.nameHash !== stat.nameHash || before.userDueIn <= reading) {
      const { ticks, startTicks, nameHash } = stat;
      const text = cursor.bytes.toString('utf8', stat.nameFrom, stat.nameTo);
      // Threads of the kernel are named after what they do at the moment, so a new name means no new user there.
      const sameUser = memory === 0 && before !== undefined && before.userDueIn > reading;
      const user = sameUser ? before.row.user : readUser(name);
      const row = sameOrNew(before?.row, { pid, name: text, user, cpu, memory });
      // Spread by pid, so that not all are looked up in the same reading.
      const userDueIn = sameUser ? before.userDueIn : reading + userEvery + (pid % userEvery);
      known.set(pid, { startTicks, path, ticks, nameHash, row, seenIn: reading, userDueIn });
      return row;
    }
    before.ticks = stat.ticks;
    before.seenIn = reading;
    if (before.row.cpu !== cpu || before.row.memory !== memory) before.row = { ...before.row, cpu, memory };
    return before.row;
  }

  return {
    read: (atMs) => {
      reading += 1;
      users.refresh();
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
      if (known.size > top.length) for (const [pid, { seenIn }] of known) if (seenIn !== reading) known.delete(pid);
      lastMs = atMs;
      lastUptimeTicks = uptimeTicks;
      return { count: top.length, running: runningCount, top };
    },
    restart: () => {
      lastMs = Number.NaN;
    },
  };
}

function isPid(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}

function sameOrNew(before: ProcessRow | undefined, now: ProcessRow): ProcessRow {
  const same =
    before?.name === now.name && before.user === now.user && before.cpu === now.cpu && before.memory === now.memory;
  return same ? before : now;
}
