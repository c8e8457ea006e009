import { constants } from 'node:os';
import { descendantsOf } from './tree-cpu.ts';

/** What else has to be undone where the bench is ended from outside. */
const undoings = new Set<() => void>();

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Has something undone where the bench is ended from outside, for then nothing that waits goes on.
 * @returns does it now, and only once
 */
export function undoAtEnd(undo: () => void): () => void {
  undoings.add(undo);
  return () => {
    if (undoings.delete(undo)) undo();
  };
}

/** From now on a signal that ends the bench ends all that it has started, too, and undoes what it has left. */
export function tidyUpWhenInterrupted(): void {
  for (const signal of signals) {
    process.once(signal, () => {
      for (const pid of descendantsOf(process.pid)) endNow(pid);
      for (const undo of [...undoings].reverse()) undo();
      process.exit(128 + constants.signals[signal]);
    });
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (caught) {
    // It has ended by itself meanwhile.
    if (!(caught instanceof Error && 'code' in caught && caught.code === 'ESRCH')) throw caught;
  }
}
