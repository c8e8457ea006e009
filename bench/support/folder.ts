import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { undoAtEnd } from './interruption.ts';

/** A new folder for what a bench writes. */
export interface Folder {
  readonly path: string;
  /** Takes it away with all that is in it. */
  readonly remove: () => void;
}

/** Makes one; it goes, too, where the bench is interrupted. */
export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'lanpulse-bench-'));
  return { path, remove: removal(path) };
}

/** Takes a folder away with all that is in it, when it is called or where the bench is interrupted. */
export function removal(path: string): () => void {
  return undoAtEnd(() => {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  });
}
