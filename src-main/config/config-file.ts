import { readFileSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { writeAtomically } from '../write-atomically.ts';
import { defaultDataDir } from './default-data-dir.ts';

/** Name of the file where nobody has named another. */
const fileName = 'lanpulse.config.json';

/** Where the settings of one server lie. */
export interface ConfigFilePlace {
  readonly path: string;
  /** Somebody has named it, so that it must be there. */
  readonly isNamed: boolean;
}

/** The file that was named, else the one in the data directory. */
export function placeOfConfigFile(
  { named, dataDir }: { readonly named: string | undefined; readonly dataDir: unknown },
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): ConfigFilePlace {
  if (named !== undefined && named !== '') return { path: resolve(named), isNamed: true };
  const folder = typeof dataDir === 'string' && dataDir !== '' ? dataDir : defaultDataDir(platform, env);
  return { path: resolve(join(folder, fileName)), isNamed: false };
}

/**
 * The text of the file; `null` where there is none and none was named.
 * @throws Fault `bad_option`
 */
export function readConfigFile({ path, isNamed }: ConfigFilePlace): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (!isNamed && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new Fault('bad_option', `The config file ${path} cannot be read.`, { cause });
  }
}

/**
 * The keys of the file and their values, whatever they are.
 * @throws Fault `bad_option`
 */
export function parseConfigFile(path: string, text: string | null): Readonly<Record<string, unknown>> {
  if (text === null) return {};
  try {
    return v.parse(
      v.pipe(
        v.string(),
        v.parseJson(),
        v.check((value) => !Array.isArray(value)),
        v.record(v.string(), v.unknown()),
      ),
      text,
    );
  } catch (cause) {
    throw new Fault('bad_option', `The config file ${path} is not a JSON object.`, { cause });
  }
}

/**
 * Replaces the file; a link is followed, and whose it is and who may read it stays.
 * @throws Fault `not_saved`; then it holds what it held before
 */
export async function writeConfigFile(
  { path }: ConfigFilePlace,
  values: Readonly<Record<string, unknown>>,
): Promise<string> {
  const text = `${JSON.stringify(values, null, 2)}\n`;
  try {
    const real = await realpath(path).catch(() => path);
    const rights = await stat(real).catch(() => undefined);
    await writeAtomically(real, text, rights);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    const remedy = remedies.get(code) ?? 'cannot be written. Make room on its disk, or let Lanpulse write there.';
    throw new Fault('not_saved', `This was not saved, and nothing has changed: ${path} ${remedy}`, { cause });
  }
  return text;
}

/** What to do about a file that cannot be replaced, although it may be written to. */
const remedies: ReadonlyMap<unknown, string> = new Map([
  [
    'EBUSY',
    'cannot be replaced: it is mounted by itself. Mount its folder instead, or write this into the file by hand; it applies at once.',
  ],
  [
    'EROFS',
    'lies where nothing can be written. Put it where Lanpulse may write, or write this into the file by hand; it applies at once.',
  ],
]);
