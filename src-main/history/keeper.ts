import { join } from 'node:path';
import { toFault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import { openHistoryFile, type HistoryFile } from './history-file.ts';
import type { HistoryState } from '../../src-shared/protocol/history-status.ts';
import type { HistoryNews } from './history.ts';
import type { LeftOut } from './left-out.ts';
import { NewerSchema } from './migrations.ts';
import { setAside } from './set-aside.ts';
import { storageTrouble } from './storage-trouble.ts';

/** First and longest time between two tries to write again, ms. */
const firstRetryMs = 5_000;
const longestRetryMs = 60_000;
/** A file that is damaged twice within this time lies on a disk that cannot be trusted: then writing pauses, ms. */
const damageAgainMs = 600_000;

/** Guards the file: nothing that happens to it reaches the caller. */
export interface Keeper {
  /** Runs `use` on the file. Where that fails, the trouble is dealt with and said, and the answer is `undefined`. */
  write<Result>(use: (file: HistoryFile) => Result): Result | undefined;
  /** The same for reading, which pauses nothing. */
  read<Result>(use: (file: HistoryFile) => Result): Result | undefined;
  /** Deals with what a reader met and went on without. */
  fail(caught: unknown): void;
  state(): HistoryState;
  /** False until a file has been opened once: what it holds is not known yet, so that nothing can be added to it. */
  hasOpened(): boolean;
  /** Lets go of the file for good: whoever still asks gets nothing, and nothing is opened again. */
  close(): void;
  isClosed(): boolean;
}

/** What {@link createKeeper} needs. */
export interface KeeperOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly onNews: (news: HistoryNews) => void;
  /** Where pieces of the file go that are damaged. */
  readonly leftOut: LeftOut;
  /** Called with each file that is opened: reads what is in it, or says what is to be written to it again. */
  readonly onOpen: (file: HistoryFile, isReplacement: boolean) => void;
}

/** Opens the file at once, where that is possible. */
export function createKeeper({ dataDir, clock, onNews, leftOut, onOpen }: KeeperOptions): Keeper {
  const path = join(dataDir, 'history.db');
  let file: HistoryFile | null = null;
  let state: HistoryState = { kind: 'keeping' };
  let failures = 0;
  let retryMs = firstRetryMs;
  let nextTryMs = -Infinity;
  let damagedAtMs = -Infinity;
  let isReplacement = false;
  let isClosed = false;

  function open(): HistoryFile {
    if (file !== null) return file;
    const opened = openHistoryFile(path, leftOut);
    try {
      onOpen(opened, isReplacement);
    } catch (caught) {
      opened.close();
      throw caught;
    }
    // Whatever is opened from now on lacks what is in memory.
    isReplacement = true;
    file = opened;
    return opened;
  }

  function letGo(): void {
    const old = file;
    file = null;
    try {
      old?.close();
    } catch (caught) {
      // It is being given up because it fails.
      if (storageTrouble(caught) === null) throw caught;
    }
  }

  function pause(caught: unknown): void {
    failures += 1;
    nextTryMs = clock.monotonicMs() + retryMs;
    retryMs = Math.min(longestRetryMs, retryMs * 2);
    if (state.kind === 'paused') return;
    const reason = `History cannot be written to ${path}. Make room on that disk, or make it writable; it is tried again by itself.`;
    state = { kind: 'paused', sinceMs: clock.wallMs(), reason };
    onNews({
      kind: 'paused',
      message: reason,
      cause: toFault(caught, 'read_failed', 'The history file cannot be used.'),
    });
  }

  function replaceDamaged(caught: unknown): boolean {
    letGo();
    const nowMs = clock.monotonicMs();
    if (nowMs - damagedAtMs < damageAgainMs) return false;
    damagedAtMs = nowMs;
    const aside = setAside(path, clock.wallMs());
    isReplacement = true;
    onNews({
      kind: 'damaged',
      message: `The history file was damaged. It was set aside as ${aside}, and a new one was started at ${path}.`,
      cause: toFault(caught, 'read_failed', 'The history file is damaged.'),
    });
    return true;
  }

  function turnOff(caught: NewerSchema): void {
    const reason = `${path} was written by a newer Lanpulse (${caught.message}). It is left as it is, and nothing is kept; update this one, or give it another --data-dir.`;
    state = { kind: 'off', reason };
    onNews({ kind: 'off', message: reason, cause: toFault(caught, 'read_failed', 'The history file is too new.') });
  }

  /** Runs `use`, a second time after a damaged file was replaced. */
  function guarded<Result>(
    use: (file: HistoryFile) => Result,
    onUnwritable: (caught: unknown) => void,
  ): Result | undefined {
    try {
      return use(open());
    } catch (caught) {
      if (!deal(caught, onUnwritable)) return undefined;
    }
    try {
      return use(open());
    } catch (caught) {
      onUnwritable(caught);
      return undefined;
    }
  }

  /** True where a new file may be tried in place of a damaged one. */
  function deal(caught: unknown, onUnwritable: (caught: unknown) => void): boolean {
    if (caught instanceof NewerSchema) {
      turnOff(caught);
      return false;
    }
    try {
      if (storageTrouble(caught) === 'damaged' && replaceDamaged(caught)) return true;
    } catch (second) {
      onUnwritable(second);
      return false;
    }
    onUnwritable(caught);
    return false;
  }

  const keeper: Keeper = {
    write(use) {
      if (isClosed || state.kind === 'off') return undefined;
      if (state.kind === 'paused' && clock.monotonicMs() < nextTryMs) return undefined;
      const before = failures;
      const result = guarded(use, pause);
      if (failures === before && state.kind === 'paused') {
        state = { kind: 'keeping' };
        retryMs = firstRetryMs;
        onNews({ kind: 'resumed', message: `History is written to ${path} again.` });
      }
      return result;
    },
    read(use) {
      if (isClosed || state.kind === 'off' || (state.kind === 'paused' && file === null)) return undefined;
      return guarded(use, (caught) => {
        // A question that makes no sense is answered so; the file has nothing to do with it.
        if (storageTrouble(caught) === null) throw caught;
        pause(caught);
      });
    },
    fail(caught) {
      if (!isClosed && deal(caught, pause)) guarded(() => undefined, pause);
    },
    state: () => state,
    hasOpened: () => isReplacement,
    close() {
      isClosed = true;
      letGo();
    },
    isClosed: () => isClosed,
  };
  keeper.write(() => undefined);
  return keeper;
}
