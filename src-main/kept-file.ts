import { readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { Fault } from '../src-shared/fault.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { writeAtomically } from './write-atomically.ts';

/** A JSON file in the data directory that one part owns. */
export interface KeptFile<Content> {
  /** What the file holds, parsed; `null` where there is none, or none that could be understood. */
  read(): Promise<Content | null>;
  /**
   * Replaces it; resolves when it is on disk. Calls are carried out one after the other.
   * @throws Fault `not_saved`; then it holds what it held before
   */
  write(content: Content): Promise<void>;
  /** Resolves when no write is under way. */
  settled(): Promise<void>;
  /** Keeps a copy beside it, under a dated name, for the owner to look at. */
  setAside(why: string): Promise<void>;
}

/** Where a kept file is, and what surrounds it. */
export interface KeptFilePlace {
  readonly path: string;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly log: Log;
}

/**
 * Makes the way to one file.
 * @param schema what a good file looks like
 */
export function keptFile<Content>(
  { path, clock, log }: KeptFilePlace,
  schema: v.GenericSchema<unknown, Content>,
): KeptFile<Content> {
  let last: Promise<void> = Promise.resolve();

  async function setAside(why: string): Promise<void> {
    const date = new Date(clock.wallMs()).toISOString().replaceAll(':', '-');
    const copy = join(dirname(path), `${basename(path, '.json')}.damaged-${date}.json`);
    await copyFile(path, copy);
    log.warn({ file: path, copy, why }, 'a damaged file was set aside');
  }

  return {
    setAside,
    settled: () => last,
    async read() {
      let text: string;
      try {
        // At once: these are small, the start waits for one after the other, and in Electron each turn of the loop is slow then.
        text = readFileSync(path, 'utf8');
      } catch (caught) {
        if (isMissing(caught)) return null;
        throw caught;
      }
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
      if (parsed.success) return parsed.output;
      const [issue] = parsed.issues;
      // Never the message: it may quote what the file holds, and that may be a secret.
      await setAside(`${issue.type} is wrong at ${v.getDotPath(issue) ?? 'the top'}`);
      return null;
    },
    write(content) {
      const text = `${JSON.stringify(content)}\n`;
      const written = last
        .then(() => writeAtomically(path, text))
        .catch((cause: unknown) => {
          throw new Fault('not_saved', `This was not saved, and nothing has changed: ${reasonOf(cause)}`, { cause });
        });
      // Whoever asked for the write hears of its failure; the next write has nothing to do with it.
      last = written.catch(() => undefined);
      return written;
    },
  };
}

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOSPC', 'the disk of the server is full. Make room where its data directory is, and try again.'],
  ['EDQUOT', 'the disk of the server is full. Make room where its data directory is, and try again.'],
  ['EROFS', 'the data directory of the server is on a disk that can only be read.'],
  ['EACCES', 'the server may not write to its data directory.'],
  ['EPERM', 'the server may not write to its data directory.'],
]);

/** Why a file could not be written, for people. */
function reasonOf(caught: unknown): string {
  return reasons.get(codeOf(caught)) ?? 'the server could not write to its data directory; its log says why.';
}

function isMissing(caught: unknown): boolean {
  return codeOf(caught) === 'ENOENT';
}

function codeOf(caught: unknown): unknown {
  return caught instanceof Error && 'code' in caught ? caught.code : null;
}
