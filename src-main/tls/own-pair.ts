import { readFile, stat } from 'node:fs/promises';
import { Fault, toFault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import { checkPair } from './key-pair.ts';
import type { PairSource } from './pair-source.ts';

/** Certificate and key that the owner brought: read again when one of the files has changed. */
export function ownPair(files: { readonly cert: string; readonly key: string }, clock: Clock): PairSource {
  let seen = '';
  /** Why the files as they were last seen cannot be used. */
  let refusal: Fault | null = null;
  return {
    isOwn: true,
    async refresh(present) {
      const now = `${await stampOf(files.cert)} ${await stampOf(files.key)}`;
      if (present !== null && now === seen) {
        if (refusal !== null) throw refusal;
        return present;
      }
      seen = now;
      refusal = null;
      try {
        return checkPair({ cert: await read(files.cert), key: await read(files.key) }, files, clock.wallMs());
      } catch (caught) {
        refusal = toFault(caught, 'bad_option', `${files.cert} cannot be used.`);
        throw refusal;
      }
    },
  };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault('bad_option', `${path} cannot be read.`, { cause });
  }
}

/** Changes when a file is written or replaced; where a link leads counts, not the link. */
async function stampOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return [ino, mtimeMs, size].join();
  } catch (cause) {
    throw new Fault('bad_option', `${path} cannot be read.`, { cause });
  }
}
