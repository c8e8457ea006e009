import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** What the server that holds a data directory says of itself there. */
const holderSchema = v.object({
  url: v.pipe(v.string(), v.url()),
  token: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,128}$/u))),
  certificate: v.optional(v.string()),
});

/**
 * Where the dashboard of a server is on its machine, the secret by which it knows its owner's programs, and the PEM file of
 * the certificate that it shows there; `undefined` where it has none.
 */
export type Holder = Readonly<v.InferOutput<typeof holderSchema>>;

/** File of the server that holds a directory. */
export function holderPath(dataDir: string): string {
  return join(dataDir, 'server.json');
}

/**
 * What the server that holds the directory, or held it last, has said of itself; `null` where it has said nothing, or where
 * another user of the machine could have written it. Whether a server still runs there is for the lock to say.
 */
export function readHolder(dataDir: string): Holder | null {
  let text: string;
  try {
    text = readOwn(holderPath(dataDir));
  } catch {
    // Whatever the reason, the address is not known.
    return null;
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), holderSchema), text);
  return parsed.success ? parsed.output : null;
}

/** @throws where the file is not this user's own, or others may write to it; root reads everybody's */
function readOwn(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { uid, mode } = fstatSync(file);
    const me = process.getuid?.();
    const isForeign = me !== undefined && me !== 0 && uid !== me;
    if (isForeign || (me !== undefined && (mode & 0o022) !== 0)) throw new Error(`${path} may be somebody else's`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
