import { join } from 'node:path';

/** Folder of the project. */
export const projectRoot = join(import.meta.dirname, '..');

/** Path of something in the project, or of a tool installed with it. */
export function inProject(...parts: readonly string[]): string {
  return join(projectRoot, ...parts);
}

/** One line for the person at the terminal; stdout belongs to the server's own line. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** True where `file` is what `node` was asked to run, false where it was imported. */
export function isMain(file: string): boolean {
  return process.argv[1] === file;
}
