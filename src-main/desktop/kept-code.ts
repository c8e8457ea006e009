import { createHash } from 'node:crypto';
import {
  closeSync,
  constants as fileFlags,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** A program whose scripts begin with what V8 has made of them at an earlier start. */
export interface KeptCode {
  /** Runs a script, and those that lie beside it as it requires them. */
  run(path: string): void;
  /**
   * Keeps what V8 has made of the scripts until now, the functions included that were called, where it had to make it this
   * time; what else is kept is removed. Nothing in a folder that others may write to. Throws where it cannot be
   * written.
   */
  keep(): void;
}

interface Module {
  readonly exports: unknown;
}

/** A script that V8 has compiled at this start. */
interface Compiled {
  readonly script: Script;
  readonly place: string;
  readonly textDigest: Buffer;
}

const digestBytes = 32;

/**
 * Reads what is kept from a folder. V8 itself looks whether it was made by the same version under the same flags; of the text
 * it compares the length only, and of what was kept nothing, which is done here: both stand by their digests in the file.
 * @param folder need not be there
 * @param shipped folder that came with the program, for scripts of which nothing is kept yet; need not be there. Whoever may
 * write to it may write to the program as well, so nobody is asked whose it is
 */
export function keptCode(folder: string, shipped: string): KeptCode {
  const modules = new Map<string, Module>();
  const isTrusted = isOursAlone(() => lstatSync(folder));
  /** Names of those that were kept for this user, and that V8 has taken. */
  const taken = new Set<string>();
  let compiled: Compiled[] = [];

  function load(path: string): unknown {
    const known = modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    try {
      run(path, module);
    } catch (caught) {
      // As Node does: whoever requires it again hears why, too.
      modules.delete(path);
      throw caught;
    }
    return module.exports;
  }

  function run(path: string, module: Module): void {
    const text = readFileSync(path, 'utf8');
    const place = join(folder, basename(path));
    const textDigest = digestOf(text);
    const own = isTrusted ? takeKept(text, path, readKept(place, textDigest, 'ours')) : null;
    if (own !== null) taken.add(basename(path));
    let script = own ?? takeKept(text, path, readKept(join(shipped, basename(path)), textDigest, 'the program'));
    if (script === null) {
      script = wrap(text, path);
      compiled.push({ script, place, textDigest });
    }
    const folderOf = dirname(path);
    const requireOther = createRequire(path);
    const require = (id: string): unknown => (id.startsWith('./') ? load(join(folderOf, id)) : requireOther(id));
    const body: unknown = script.runInThisContext();
    if (typeof body !== 'function') return;
    Reflect.apply(body, module.exports, [module.exports, require, module, path, folderOf]);
  }

  return {
    run: (path) => {
      load(path);
    },
    keep() {
      if (compiled.length > 0) mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (!isOursAlone(() => lstatSync(folder))) return;
      for (const { script, place, textDigest } of compiled) {
        const data = script.createCachedData();
        writeFileSync(`${place}.unfinished`, Buffer.concat([textDigest, digestOf(data), data]), { mode: 0o600 });
        renameSync(`${place}.unfinished`, place);
        taken.add(basename(place));
      }
      compiled = [];
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isFile() && !taken.has(entry.name)) rmSync(join(folder, entry.name));
      }
    },
  };
}

/** The line that Node puts around a script of this kind, so that places in it keep their numbers. */
function wrap(text: string, path: string, cachedData?: Buffer): Script {
  const whole = `(function (exports, require, module, __filename, __dirname) { ${text}\n});`;
  return new Script(whole, { filename: path, ...(cachedData !== undefined && { cachedData }) });
}

/** A script from what is kept of it; `null` where nothing is, or V8 does not take it. */
function takeKept(text: string, path: string, kept: Buffer | null): Script | null {
  if (kept === null) return null;
  const script = wrap(text, path, kept);
  return script.cachedDataRejected === true ? null : script;
}

/** What is kept of a text; `null` where nothing is, or not what was written. */
function readKept(place: string, textDigest: Buffer, whose: 'ours' | 'the program'): Buffer | null {
  let kept: Buffer;
  try {
    const file = openSync(place, fileFlags.O_RDONLY | fileFlags.O_NOFOLLOW | fileFlags.O_NONBLOCK);
    try {
      if (whose === 'ours' && !isOursAlone(() => fstatSync(file))) return null;
      kept = readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // Not there, as at the first start, or not to be read: V8 makes it anew.
    return null;
  }
  const data = kept.subarray(2 * digestBytes);
  const isSound =
    textDigest.equals(kept.subarray(0, digestBytes)) &&
    digestOf(data).equals(kept.subarray(digestBytes, 2 * digestBytes));
  return isSound ? data : null;
}

/** What is kept is run: it must be this user's, and nobody else may write to it. */
function isOursAlone(look: () => Stats): boolean {
  try {
    const entry = look();
    return (entry.isFile() || entry.isDirectory()) && entry.uid === process.getuid?.() && (entry.mode & 0o022) === 0;
  } catch {
    // Not there, or not to be looked at.
    return false;
  }
}

function digestOf(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
