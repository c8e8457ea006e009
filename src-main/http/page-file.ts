import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getMimeType } from 'hono/utils/mime';

/** A file as it is sent. */
export interface PageFile {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The page's own files: `/`, and names with an ending at the root or in `assets/`. Such a path leads nowhere else. */
const ofPage = /^\/(?:(?:assets\/)?[\w-]+(?:\.\w+)+)?$/u;

/** What lies beside a file compressed, best first. */
const compressed = { br: '.br', gzip: '.gz' } as const;

/** What is being sent of files that never change: however many are slow to take one, it is in memory once. */
const underWay = new Map<string, WeakRef<Buffer>>();

/**
 * Reads a file of the built page, at once and whole, as small as it is.
 * @param path as it was asked for, without a query
 * @param accepted header `Accept-Encoding`
 * @returns `null` where there is none of that name
 */
export function readPageFile(root: string, path: string, accepted: string | undefined): PageFile | null {
  if (!ofPage.test(path)) return null;
  const place = join(root, path === '/' ? 'index.html' : path);
  const type = { 'Content-Type': getMimeType(place) ?? 'application/octet-stream', 'Cache-Control': cacheOf(path) };
  const read = isHashed(path) ? readOnce : readIfThere;
  const taken = new Set(accepted?.split(',').map((name) => name.trim()));
  for (const [name, ending] of Object.entries(compressed)) {
    const bytes = taken.has(name) ? read(place + ending) : null;
    if (bytes !== null) return { bytes, headers: { ...type, 'Content-Encoding': name, Vary: 'Accept-Encoding' } };
  }
  const bytes = read(place);
  return bytes === null ? null : { bytes, headers: type };
}

/** Files under `assets/` never change; the rest is asked anew. */
export function cacheOf(path: string): string {
  return isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** True for files that carry a hash of what they hold in their name. */
function isHashed(path: string): boolean {
  return path.startsWith('/assets/');
}

function readOnce(place: string): Buffer | null {
  const known = underWay.get(place)?.deref();
  if (known !== undefined) return known;
  const bytes = readIfThere(place);
  if (bytes !== null) underWay.set(place, new WeakRef(bytes));
  return bytes;
}

function readIfThere(place: string): Buffer | null {
  try {
    return readFileSync(place);
  } catch {
    // Not there, or not to be read: the router says so.
    return null;
  }
}
