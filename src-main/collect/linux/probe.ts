import { readdirSync, readFileSync } from 'node:fs';
import type { KernelFile } from './kernel-file.ts';

/** True when the file can be read now: asked once, when a metric is opened. */
export function canRead(file: KernelFile): boolean {
  try {
    return file.read().end > 0;
  } catch {
    file.close();
    return false;
  }
}

/** A small text without the line end, or `null` where it cannot be read: most of /sys is optional. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/** A whole number that fills a file, or `null`. */
export function readInteger(path: string): number | null {
  const text = readText(path);
  return text !== null && /^-?\d+$/u.test(text) ? Number(text) : null;
}

/** Names in a folder in natural order (`hwmon2` before `hwmon10`); empty where there is no such folder. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch {
    return [];
  }
}
