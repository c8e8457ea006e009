import { join } from 'node:path';
import * as v from 'valibot';
import { toFault } from '../../src-shared/fault.ts';
import { systemClock } from '../clock.ts';
import { keptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';

const shellSchema = v.object({
  /** Until when this desktop gets no notifications: ms since the epoch, or until somebody resumes them. */
  pausedUntil: v.optional(v.nullable(v.union([v.number(), v.literal('resumed')])), null),
  /** What closing the window does has been told: that it goes on, or that it ends. */
  toldClosing: v.optional(v.array(v.picklist(['stays', 'ends'])), []),
  /** What the mini view shows, as the query of its address; `null` until it was opened. */
  miniQuery: v.optional(v.nullable(v.string()), null),
  /** Somebody has seen what Lanpulse is. */
  welcomed: v.optional(v.boolean(), false),
});

/** What the shell itself remembers from one start to the next. */
export type ShellMemory = Readonly<v.InferOutput<typeof shellSchema>>;

/** The shell's memory, and the way to change it. */
export interface KeptShell {
  read(): ShellMemory;
  /** Holds at once; a disk that takes nothing only makes it forget at the next start. */
  change(changed: Partial<ShellMemory>): void;
  /** Resolves when all is on disk. */
  settled(): Promise<void>;
}

/** Reads what the shell remembers. @param folder where the app keeps what belongs to its windows */
export async function openKeptShell(folder: string, log: Log): Promise<KeptShell> {
  const file = keptFile({ path: join(folder, 'shell.json'), clock: systemClock, log }, shellSchema);
  const kept = await file.read().catch((caught: unknown) => {
    log.warn({ err: toFault(caught, 'internal', 'What the app remembers cannot be read.') }, 'the app begins anew');
    return null;
  });
  let memory: ShellMemory = kept ?? v.parse(shellSchema, {});
  return {
    read: () => memory,
    change(changed) {
      memory = { ...memory, ...changed };
      file.write(memory).catch((caught: unknown) => {
        log.warn({ err: toFault(caught, 'not_saved', 'What the app remembers was not saved.') }, 'not kept');
      });
    },
    settled: () => file.settled(),
  };
}
