import { constants } from 'node:os';
import { descendantsOf } from './tree-cpu.ts';

/** What else has to be undone where the bench is ended from outside. */
const undoings = new Set<() => void>();

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Time for programs to tidy up after themselves, ms. */
const leaveMs = 500;

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
      for (const pid of descendantsOf(process.pid)) end(pid, 'SIGTERM');
      // Nothing else may go on meanwhile.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, leaveMs);
      for (const pid of descendantsOf(process.pid)) end(pid, 'SIGKILL');
      for (const undo of [...undoings].reverse()) undo();
      process.exit(128 + constants.signals[signal]);
    });
  }
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (caught) {
    // It has ended by itself meanwhile.
    if (!(caught instanceof Error && 'code' in caught && caught.code === 'ESRCH')) throw caught;
  }
}
