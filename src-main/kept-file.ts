import { copyFile, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { writeAtomically } from './write-atomically.ts';

/** A JSON file in the data directory that one part owns. */
export interface KeptFile<Content> {
  /** What the file holds, parsed; `null` where there is none, or none that could be understood. */
  read(): Promise<Content | null>;
  /** Replaces it; resolves when it is on disk. Calls are carried out one after the other. */
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
        text = await readFile(path, 'utf8');
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
      const written = last.then(() => writeAtomically(path, text));
      // Whoever asked for the write hears of its failure; the next write has nothing to do with it.
      last = written.catch(() => undefined);
      return written;
    },
  };
}

function isMissing(caught: unknown): boolean {
  return caught instanceof Error && 'code' in caught && caught.code === 'ENOENT';
}
