import { join } from 'node:path';
import * as v from 'valibot';
import { alertStatusSchema, transitionSchema, type Transition } from '../../src-shared/protocol/alerts.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Cancel, Clock } from '../clock.ts';
import { keptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';

const { series, instance, since, value, peak, acknowledgedBy, acknowledgedAt, snoozedUntil } =
  alertStatusSchema.entries;

const firingSchema = v.object({ series, instance, state: v.picklist(['warn', 'critical']), since, value, peak });
const attendedSchema = v.object({
  series,
  instance,
  acknowledgedBy,
  acknowledgedAt,
  acknowledgedLevel: v.optional(v.picklist(['warn', 'critical'])),
  snoozedUntil,
});

const fileSchema = v.object({
  format: v.literal(1),
  log: v.array(transitionSchema),
  firing: v.array(firingSchema),
  attended: v.array(attendedSchema),
});

/** An alert that fired when the file was written. */
export type KeptFiring = Readonly<v.InferOutput<typeof firingSchema>>;
/** What people did about an alert. */
export type KeptAttention = Readonly<v.InferOutput<typeof attendedSchema>>;

/** What outlives the process: the log, what fires, and what people did about it. */
export interface JournalContents {
  readonly log: readonly Transition[];
  readonly firing: readonly KeptFiring[];
  readonly attended: readonly KeptAttention[];
}

/** The file of the alerts. */
export interface Journal {
  /** What the run before left. */
  readonly before: JournalContents;
  /** Writes within a second; where that fails, says so once and tries again until it works. */
  writeSoon(): void;
  /** Writes at once; resolves when it is on disk. Default: what there is. */
  writeNow(what?: JournalContents): Promise<void>;
  /** Writes what still waits. */
  close(): Promise<void>;
}

/** Longest time that a transition waits for its write, ms. */
const writeAfterMs = 1_000;
/** Time to the next try after one that failed. */
const retryAfterMs = 10_000;

/** Opens the file; `contents` is asked for what to write. */
export async function openJournal(options: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly contents: () => JournalContents;
}): Promise<Journal> {
  const { dataDir, clock, log, contents } = options;
  const file = keptFile({ path: join(dataDir, 'alerts.json'), clock, log }, fileSchema);
  const before = (await file.read()) ?? { log: [], firing: [], attended: [] };
  let waiting: Cancel | null = null;
  let isFailing = false;

  function writeNow({ log: transitions, firing, attended } = contents()): Promise<void> {
    waiting?.();
    waiting = null;
    return file.write({
      format: 1,
      log: transitions.slice(-limits.alertLog),
      firing: [...firing],
      attended: [...attended],
    });
  }

  /** One at a time: on a slow disk what happens during a write is written once, after it. */
  let isWriting = false;
  let isDue = false;

  async function writeOrReport(): Promise<void> {
    isWriting = true;
    try {
      await writeNow();
      if (isFailing) log.warn('alerts are saved again');
      isFailing = false;
    } catch (caught) {
      if (!isFailing) log.warn({ err: caught }, 'alerts were not saved; it is tried again');
      isFailing = true;
      writeAfter(retryAfterMs);
    } finally {
      isWriting = false;
    }
    writeWhatIsDue();
  }

  function writeWhatIsDue(): void {
    if (!isDue) return;
    isDue = false;
    void writeOrReport();
  }

  function writeAfter(ms: number): void {
    waiting ??= clock.after(ms, () => {
      waiting = null;
      if (isWriting) isDue = true;
      else void writeOrReport();
    });
  }

  return {
    before,
    writeNow,
    writeSoon() {
      writeAfter(writeAfterMs);
    },
    async close() {
      const isNeeded = waiting !== null || isDue;
      isDue = false;
      if (isNeeded) await writeOrReport();
      // A write that has just failed would be tried again.
      waiting?.();
      await file.settled();
    },
  };
}
